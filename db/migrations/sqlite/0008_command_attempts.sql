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
ALTER TABLE `commands` ADD `tries` integer NOT NULL;--> statement-breakpoint
ALTER TABLE `commands` ADD `result_message` text;--> statement-breakpoint
ALTER TABLE `commands` ADD `delivery` text;--> statement-breakpoint
ALTER TABLE `commands` ADD `proposed_at` integer;--> statement-breakpoint
CREATE INDEX `commands_created` ON `commands` (`created_at`,`id`);