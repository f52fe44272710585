ALTER TABLE `attachments` ADD `original_sha256` text;--> statement-breakpoint
ALTER TABLE `attachments` ADD `phash` text;--> statement-breakpoint
ALTER TABLE `attachments` ADD `read_state` text;--> statement-breakpoint
ALTER TABLE `attachments` ADD `read_attempts` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `attachments` ADD `read_at` integer;--> statement-breakpoint
ALTER TABLE `attachments` ADD `reading` text;--> statement-breakpoint
ALTER TABLE `attachments` ADD `read_payment_no` text;--> statement-breakpoint
CREATE INDEX `attachments_original` ON `attachments` (`original_sha256`);--> statement-breakpoint
CREATE INDEX `attachments_read_payment` ON `attachments` (`read_payment_no`);--> statement-breakpoint
CREATE INDEX `attachments_to_read` ON `attachments` (`created_at`,`id`) WHERE read_state in ('pending', 'busy', 'timed_out');