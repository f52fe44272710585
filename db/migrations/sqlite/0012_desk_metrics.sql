CREATE TABLE `metric_builds` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`built_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `metric_cells` (
	`metric` text NOT NULL,
	`dim` text NOT NULL,
	`grain` text NOT NULL,
	`at` integer NOT NULL,
	`key` text NOT NULL,
	`n` integer NOT NULL,
	`fen` integer NOT NULL,
	`ms` integer NOT NULL,
	`buckets` text,
	PRIMARY KEY(`metric`, `dim`, `grain`, `at`, `key`)
);
--> statement-breakpoint
CREATE TABLE `report_mails` (
	`id` text PRIMARY KEY NOT NULL,
	`schedule_id` text NOT NULL,
	`person_id` text NOT NULL,
	`due_at` integer NOT NULL,
	`late` integer NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_attempt_at` integer NOT NULL,
	`sent_at` integer,
	`error` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `report_mails_once` ON `report_mails` (`schedule_id`,`person_id`,`due_at`);--> statement-breakpoint
CREATE INDEX `report_mails_due` ON `report_mails` (`state`,`next_attempt_at`);--> statement-breakpoint
CREATE TABLE `report_schedules` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`board` text NOT NULL,
	`period` text NOT NULL,
	`weekday` integer,
	`hour` integer NOT NULL,
	`minute` integer NOT NULL,
	`zone` text NOT NULL,
	`locale` text NOT NULL,
	`people_ids` text NOT NULL,
	`enabled` integer NOT NULL,
	`next_at` integer NOT NULL,
	`created_by_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `report_schedules_next` ON `report_schedules` (`next_at`);--> statement-breakpoint
ALTER TABLE `tickets` ADD `requester_wait_ms` integer;--> statement-breakpoint
ALTER TABLE `tickets` ADD `agent_work_ms` integer;