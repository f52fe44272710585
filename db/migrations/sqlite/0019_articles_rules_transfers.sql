CREATE TABLE `article_versions` (
	`slug` text NOT NULL,
	`version` integer NOT NULL,
	`title_zh` text NOT NULL,
	`title_en` text NOT NULL,
	`body_zh` text NOT NULL,
	`body_en` text NOT NULL,
	`note` text,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`slug`, `version`)
);
--> statement-breakpoint
CREATE TABLE `articles` (
	`slug` text PRIMARY KEY NOT NULL,
	`cause_code` text,
	`version` integer NOT NULL,
	`shown_version` integer,
	`position` integer NOT NULL,
	`pack_hash` text,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `automation_rules` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`position` integer NOT NULL,
	`enabled` integer NOT NULL,
	`version` integer NOT NULL,
	`content` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE INDEX `automation_rules_order` ON `automation_rules` (`position`,`id`) WHERE deleted_at is null;--> statement-breakpoint
CREATE TABLE `rule_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`event_id` text NOT NULL,
	`rule_id` text NOT NULL,
	`version` integer NOT NULL,
	`number` text NOT NULL,
	`outcome` text NOT NULL,
	`actions` text NOT NULL,
	`depth` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rule_runs_once` ON `rule_runs` (`event_id`,`rule_id`);--> statement-breakpoint
CREATE INDEX `rule_runs_rule` ON `rule_runs` (`rule_id`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `rule_runs_ticket` ON `rule_runs` (`number`,`at`);--> statement-breakpoint
CREATE TABLE `rule_versions` (
	`rule_id` text NOT NULL,
	`version` integer NOT NULL,
	`name` text NOT NULL,
	`position` integer NOT NULL,
	`enabled` integer NOT NULL,
	`content` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`rule_id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `transfer_keys` (
	`kind` text NOT NULL,
	`key` text NOT NULL,
	`ref` text NOT NULL,
	`transfer_id` text NOT NULL,
	PRIMARY KEY(`kind`, `key`)
);
--> statement-breakpoint
CREATE INDEX `transfer_keys_transfer` ON `transfer_keys` (`transfer_id`);--> statement-breakpoint
CREATE TABLE `transfer_problems` (
	`transfer_id` text NOT NULL,
	`line` integer NOT NULL,
	`column_name` text NOT NULL,
	`code` text NOT NULL,
	PRIMARY KEY(`transfer_id`, `line`, `column_name`)
);
--> statement-breakpoint
CREATE TABLE `transfers` (
	`id` text PRIMARY KEY NOT NULL,
	`direction` text NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`sha256` text,
	`file_name` text NOT NULL,
	`bytes` integer NOT NULL,
	`total` integer NOT NULL,
	`good` integer NOT NULL,
	`done` integer NOT NULL,
	`same` integer NOT NULL,
	`bad` integer NOT NULL,
	`at_row` integer NOT NULL,
	`masked` integer NOT NULL,
	`error` text,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`actor` text NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `transfers_created` ON `transfers` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `transfers_running` ON `transfers` (`created_at`) WHERE state = 'running';--> statement-breakpoint
CREATE INDEX `transfers_expiring` ON `transfers` (`expires_at`) WHERE sha256 is not null;--> statement-breakpoint
CREATE TRIGGER `article_versions_no_update` BEFORE UPDATE ON `article_versions`
BEGIN
  SELECT RAISE(ABORT, 'article_versions is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `article_versions_no_delete` BEFORE DELETE ON `article_versions`
BEGIN
  SELECT RAISE(ABORT, 'article_versions is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `rule_versions_no_update` BEFORE UPDATE ON `rule_versions`
BEGIN
  SELECT RAISE(ABORT, 'rule_versions is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `rule_versions_no_delete` BEFORE DELETE ON `rule_versions`
BEGIN
  SELECT RAISE(ABORT, 'rule_versions is append-only');
END;
