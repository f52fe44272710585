ALTER TABLE `bill_lines` ADD `paid_at` integer;--> statement-breakpoint
CREATE INDEX `bill_lines_refunded` ON `bill_lines` (`out_trade_no`) WHERE refunded_fen > 0;--> statement-breakpoint
ALTER TABLE `bills` ADD `phase` text NOT NULL;--> statement-breakpoint
ALTER TABLE `bills` ADD `cursor` text;--> statement-breakpoint
ALTER TABLE `bills` ADD `run` integer NOT NULL;--> statement-breakpoint
ALTER TABLE `bills` ADD `bytes_read` integer NOT NULL;--> statement-breakpoint
ALTER TABLE `bills` ADD `compared` integer NOT NULL;--> statement-breakpoint
ALTER TABLE `bills` ADD `counts` text NOT NULL;--> statement-breakpoint
ALTER TABLE `bills` ADD `raised` integer NOT NULL;--> statement-breakpoint
ALTER TABLE `bills` ADD `waiting` integer NOT NULL;--> statement-breakpoint
ALTER TABLE `bills` ADD `our_paid_fen` integer NOT NULL;--> statement-breakpoint
ALTER TABLE `bills` ADD `our_refunded_fen` integer NOT NULL;--> statement-breakpoint
ALTER TABLE `bills` ADD `error_line` integer;--> statement-breakpoint
ALTER TABLE `bills` ADD `error_detail` text;--> statement-breakpoint
ALTER TABLE `bills` ADD `started_at` integer;--> statement-breakpoint
ALTER TABLE `bills` ADD `lines_forgotten_at` integer;--> statement-breakpoint
CREATE INDEX `bills_day` ON `bills` (`day`,`channel`);--> statement-breakpoint
CREATE INDEX `bills_finished` ON `bills` (`finished_at`);--> statement-breakpoint
CREATE INDEX `payments_paid` ON `payments` (`channel`,`paid_at`,`out_trade_no`);