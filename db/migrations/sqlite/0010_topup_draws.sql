ALTER TABLE `refunds` ADD `refunded_before_fen` integer NOT NULL;--> statement-breakpoint
ALTER TABLE `topups` ADD `draws` text;--> statement-breakpoint
ALTER TABLE `topups` ADD `reference` text;--> statement-breakpoint
ALTER TABLE `topups` ADD `failure` text;--> statement-breakpoint
ALTER TABLE `topups` ADD `settled_at` integer;