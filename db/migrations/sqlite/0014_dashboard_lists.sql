CREATE INDEX `channel_history_at` ON `channel_history` (`at`,`channel`);--> statement-breakpoint
CREATE INDEX `refunds_settled` ON `refunds` (`settled_at`,`id`);