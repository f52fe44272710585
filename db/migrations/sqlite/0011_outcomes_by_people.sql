DROP INDEX `diagnoses_order`;--> statement-breakpoint
ALTER TABLE `diagnoses` ADD `solved_at` integer;--> statement-breakpoint
CREATE INDEX `diagnoses_created` ON `diagnoses` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `diagnoses_order` ON `diagnoses` (`order_no`,`created_at`);--> statement-breakpoint
ALTER TABLE `tickets` ADD `final_cause_code` text;