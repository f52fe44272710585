CREATE TABLE `callback_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`number` text NOT NULL,
	`phone` text,
	`shown_phone` text NOT NULL,
	`slot_from` integer NOT NULL,
	`slot_to` integer NOT NULL,
	`state` text NOT NULL,
	`taken_by_id` text,
	`taken_by_name` text,
	`note` text,
	`tries` integer NOT NULL,
	`version` integer NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`reminded_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `callback_requests_open` ON `callback_requests` (`ticket_id`) WHERE state in ('booked', 'calling');--> statement-breakpoint
CREATE INDEX `callback_requests_slot` ON `callback_requests` (`state`,`slot_from`,`id`);--> statement-breakpoint
CREATE INDEX `callback_requests_ticket` ON `callback_requests` (`ticket_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `desk_fields` (
	`key` text PRIMARY KEY NOT NULL,
	`label` text NOT NULL,
	`kind` text NOT NULL,
	`options` text NOT NULL,
	`position` integer NOT NULL,
	`required_on` text NOT NULL,
	`version` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`retired_at` integer
);
--> statement-breakpoint
CREATE TABLE `desk_tags` (
	`name` text PRIMARY KEY NOT NULL,
	`colour` text NOT NULL,
	`about` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `macro_versions` (
	`macro_id` text NOT NULL,
	`version` integer NOT NULL,
	`content` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`macro_id`, `version`),
	FOREIGN KEY (`macro_id`) REFERENCES `macros`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `macros` (
	`id` text PRIMARY KEY NOT NULL,
	`owner_id` text,
	`version` integer NOT NULL,
	`uses` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE INDEX `macros_owner` ON `macros` (`owner_id`) WHERE deleted_at is null;--> statement-breakpoint
CREATE TABLE `presences` (
	`subject` text NOT NULL,
	`person_id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`since` integer NOT NULL,
	`until` integer NOT NULL,
	PRIMARY KEY(`subject`, `person_id`)
);
--> statement-breakpoint
CREATE INDEX `presences_until` ON `presences` (`until`);--> statement-breakpoint
CREATE TABLE `ratings` (
	`ticket_id` text NOT NULL,
	`round` integer NOT NULL,
	`good` integer NOT NULL,
	`comment` text,
	`at` integer NOT NULL,
	`resolved_at` integer NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`ticket_id`, `round`)
);
--> statement-breakpoint
CREATE INDEX `ratings_resolved` ON `ratings` (`resolved_at`);--> statement-breakpoint
CREATE TABLE `read_marks` (
	`ticket_id` text NOT NULL,
	`reader` text NOT NULL,
	`message_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`ticket_id`, `reader`)
);
--> statement-breakpoint
CREATE TABLE `ticket_drafts` (
	`ticket_id` text NOT NULL,
	`person_id` text NOT NULL,
	`visibility` text NOT NULL,
	`body` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`ticket_id`, `person_id`)
);
--> statement-breakpoint
CREATE INDEX `ticket_drafts_age` ON `ticket_drafts` (`updated_at`);--> statement-breakpoint
CREATE TABLE `ticket_followers` (
	`ticket_id` text NOT NULL,
	`person_id` text NOT NULL,
	`since` integer NOT NULL,
	PRIMARY KEY(`ticket_id`, `person_id`)
);
--> statement-breakpoint
CREATE INDEX `ticket_followers_person` ON `ticket_followers` (`person_id`,`since`);--> statement-breakpoint
CREATE TABLE `ticket_links` (
	`id` text PRIMARY KEY NOT NULL,
	`from_id` text NOT NULL,
	`to_id` text NOT NULL,
	`kind` text NOT NULL,
	`before` text,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL,
	`removed_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ticket_links_pair` ON `ticket_links` (`from_id`,`to_id`,`kind`) WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX `ticket_links_to` ON `ticket_links` (`to_id`);--> statement-breakpoint
CREATE TABLE `ticket_mentions` (
	`message_id` text NOT NULL,
	`person_id` text NOT NULL,
	`ticket_id` text NOT NULL,
	`at` integer NOT NULL,
	`read_at` integer,
	PRIMARY KEY(`message_id`, `person_id`)
);
--> statement-breakpoint
CREATE INDEX `ticket_mentions_person` ON `ticket_mentions` (`person_id`,`at`);--> statement-breakpoint
CREATE INDEX `ticket_mentions_ticket` ON `ticket_mentions` (`ticket_id`);--> statement-breakpoint
ALTER TABLE `attachments` ADD `redacted_of` text;--> statement-breakpoint
ALTER TABLE `attachments` ADD `redaction` text;--> statement-breakpoint
CREATE INDEX `attachments_redacted` ON `attachments` (`redacted_of`) WHERE redacted_of is not null;--> statement-breakpoint
-- What was agreed on once stays to be read: a change is a new version.
CREATE TRIGGER `macro_versions_no_update` BEFORE UPDATE ON `macro_versions`
BEGIN
  SELECT RAISE(ABORT, 'macro_versions is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `macro_versions_no_delete` BEFORE DELETE ON `macro_versions`
BEGIN
  SELECT RAISE(ABORT, 'macro_versions is append-only');
END;
