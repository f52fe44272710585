ALTER TABLE `money_items` ADD `bill_id` text;--> statement-breakpoint
CREATE INDEX `money_items_bill` ON `money_items` (`bill_id`,`state`,`kind`);