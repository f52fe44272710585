CREATE INDEX `tickets_first_reply` ON `tickets` (`first_reply_at`) WHERE first_reply_at is not null;--> statement-breakpoint
CREATE INDEX `tickets_first_resolved` ON `tickets` (`first_resolved_at`) WHERE first_resolved_at is not null;--> statement-breakpoint
CREATE INDEX `tickets_closed` ON `tickets` (`closed_at`) WHERE closed_at is not null;