CREATE TABLE `notice_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`message_id` text NOT NULL,
	`channel` text NOT NULL,
	`kind` text NOT NULL,
	`customer_id` text NOT NULL,
	`order_no` text,
	`ticket_number` text,
	`diagnosis_id` text,
	`params` text NOT NULL,
	`locale` text NOT NULL,
	`address` text,
	`shown_address` text NOT NULL,
	`address_hash` text NOT NULL,
	`on_record` integer NOT NULL,
	`essential` integer NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_attempt_at` integer,
	`lease_owner` text,
	`lease_until` integer,
	`error` text,
	`reference` text,
	`created_at` integer NOT NULL,
	`sent_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notice_deliveries_message` ON `notice_deliveries` (`message_id`,`channel`);--> statement-breakpoint
CREATE INDEX `notice_deliveries_due` ON `notice_deliveries` (`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `notice_deliveries_customer` ON `notice_deliveries` (`customer_id`,`channel`,`created_at`);--> statement-breakpoint
CREATE INDEX `notice_deliveries_state` ON `notice_deliveries` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `notice_deliveries_order` ON `notice_deliveries` (`order_no`);--> statement-breakpoint
CREATE TABLE `notice_preferences` (
	`customer_id` text PRIMARY KEY NOT NULL,
	`mail_off` integer NOT NULL,
	`sms_off` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `order_signals` (
	`order_no` text NOT NULL,
	`kind` text NOT NULL,
	`sku` text NOT NULL,
	`told_at` integer NOT NULL,
	PRIMARY KEY(`order_no`, `kind`)
);
--> statement-breakpoint
CREATE INDEX `order_signals_sku` ON `order_signals` (`sku`,`kind`);--> statement-breakpoint
CREATE TABLE `order_watch` (
	`order_no` text PRIMARY KEY NOT NULL,
	`next_look_at` integer NOT NULL,
	`stirred` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `order_watch_due` ON `order_watch` (`next_look_at`);--> statement-breakpoint
CREATE TABLE `diagnosis_waits` (
	`diagnosis_id` text PRIMARY KEY NOT NULL,
	`started_at` integer NOT NULL,
	`next_check_at` integer,
	`checks` integer NOT NULL,
	`checked_at` integer,
	`stirred` integer NOT NULL,
	`contact` text,
	FOREIGN KEY (`diagnosis_id`) REFERENCES `diagnoses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `diagnosis_waits_due` ON `diagnosis_waits` (`next_check_at`);--> statement-breakpoint
CREATE TABLE `upstream_answers` (
	`order_no` text PRIMARY KEY NOT NULL,
	`asked_at` integer NOT NULL,
	`answered_at` integer,
	`state` text,
	`supplier` text,
	`supplier_ref` text,
	`code` text,
	`message` text,
	`credited_fen` integer,
	`state_at` integer,
	`news` integer NOT NULL,
	`last_error` text
);
--> statement-breakpoint
ALTER TABLE `inbox_messages` ADD `diagnosis_id` text;--> statement-breakpoint
CREATE INDEX `orders_sku` ON `orders` (`sku`,`created_at`);