ALTER TABLE `tickets` ADD `claimed_order_no` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `access_version` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_one_open_per_diagnosis` ON `tickets` (`diagnosis_id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_open_due` ON `tickets` (`next_due_at`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_claimed_order` ON `tickets` (`claimed_order_no`);--> statement-breakpoint
CREATE INDEX `tickets_payment` ON `tickets` (`payment_no`);