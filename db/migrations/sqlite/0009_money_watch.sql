CREATE TABLE `money_watch` (
	`order_no` text PRIMARY KEY NOT NULL,
	`next_look_at` integer NOT NULL,
	`looks` integer NOT NULL,
	`stirred` integer NOT NULL,
	`told_at` integer
);
--> statement-breakpoint
CREATE INDEX `money_watch_next` ON `money_watch` (`next_look_at`);--> statement-breakpoint
CREATE INDEX `money_items_out_trade` ON `money_items` (`out_trade_no`);--> statement-breakpoint
CREATE INDEX `money_items_resolved` ON `money_items` (`state`,`resolved_at`,`id`);