ALTER TABLE `claims` ADD `order_no` text;--> statement-breakpoint
CREATE INDEX `claims_order` ON `claims` (`order_no`);--> statement-breakpoint
CREATE INDEX `topups_requested` ON `topups` (`requested_at`,`id`);--> statement-breakpoint
CREATE INDEX `topups_decided` ON `topups` (`state`,`decided_at`);--> statement-breakpoint
CREATE INDEX `topups_ticket` ON `topups` (`ticket_number`);