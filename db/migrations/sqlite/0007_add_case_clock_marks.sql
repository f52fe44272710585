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
CREATE INDEX `gateway_complaints_order` ON `gateway_complaints` (`order_no`);