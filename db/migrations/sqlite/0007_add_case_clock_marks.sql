CREATE TABLE `command_attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`command_id` text NOT NULL,
	`action` text NOT NULL,
	`started_at` integer NOT NULL,
	`took_ms` integer,
	`outcome` text,
	`http_status` integer,
	`detail` text,
	FOREIGN KEY (`command_id`) REFERENCES `commands`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `command_attempts_command` ON `command_attempts` (`command_id`,`id`);--> statement-breakpoint
ALTER TABLE `gateway_cases` ADD `request` text;--> statement-breakpoint
ALTER TABLE `gateway_cases` ADD `warned_at` integer;--> statement-breakpoint
ALTER TABLE `gateway_cases` ADD `breach_told_at` integer;--> statement-breakpoint
ALTER TABLE `gateway_cases` ADD `closed_at` integer;--> statement-breakpoint
ALTER TABLE `gateway_cases` ADD `closed_by_name` text;--> statement-breakpoint
ALTER TABLE `gateway_cases` ADD `close_note` text;--> statement-breakpoint
CREATE UNIQUE INDEX `gateway_cases_one_open` ON `gateway_cases` (`order_no`,`out_trade_no`) WHERE state in ('open', 'escalated');--> statement-breakpoint
ALTER TABLE `gateway_complaints` ADD `next_detail_at` integer;--> statement-breakpoint
ALTER TABLE `gateway_complaints` ADD `detail_attempts` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `gateway_complaints_detail` ON `gateway_complaints` (`next_detail_at`);--> statement-breakpoint
CREATE INDEX `gateway_complaints_state` ON `gateway_complaints` (`state`,`made_at`);--> statement-breakpoint
CREATE INDEX `gateway_complaints_order` ON `gateway_complaints` (`order_no`);--> statement-breakpoint
ALTER TABLE `commands` ADD `tries` integer NOT NULL;--> statement-breakpoint
ALTER TABLE `commands` ADD `result_message` text;--> statement-breakpoint
ALTER TABLE `commands` ADD `delivery` text;