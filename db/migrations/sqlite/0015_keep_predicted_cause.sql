ALTER TABLE `tickets` ADD `predicted_cause_code` text;--> statement-breakpoint
CREATE INDEX `tickets_final_cause` ON `tickets` (`resolved_at`,`id`) WHERE final_cause_code is not null;