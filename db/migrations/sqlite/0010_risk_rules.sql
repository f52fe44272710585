CREATE TABLE `risk_corrections` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`kind` text NOT NULL,
	`input` text,
	`value` integer,
	`single_fen` integer,
	`daily_fen` integer,
	`reason` text NOT NULL,
	`created_by_id` text NOT NULL,
	`created_by_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`withdrawn_at` integer,
	`withdrawn_by_name` text
);
--> statement-breakpoint
CREATE INDEX `risk_corrections_customer` ON `risk_corrections` (`customer_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `risk_prechecks` (
	`id` text PRIMARY KEY NOT NULL,
	`answer` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `risk_prechecks_expires` ON `risk_prechecks` (`expires_at`);--> statement-breakpoint
CREATE TABLE `risk_rule_sets` (
	`version` integer PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`based_on` integer NOT NULL,
	`note` text NOT NULL,
	`hash` text NOT NULL,
	`rules` text NOT NULL,
	`dry_run` text NOT NULL,
	`proposed_by_id` text NOT NULL,
	`proposed_by_name` text NOT NULL,
	`proposed_at` integer NOT NULL,
	`decided_by_id` text,
	`decided_by_name` text,
	`decided_at` integer,
	`decision_note` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `risk_rule_sets_one_active` ON `risk_rule_sets` (`state`) WHERE state = 'active';--> statement-breakpoint
CREATE TABLE `risk_sightings` (
	`order_no` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`at` integer NOT NULL,
	`device` text,
	`address` text,
	`place` text,
	`payer` text,
	`payer_linked` integer,
	`funds_source` text,
	`coupon` text
);
--> statement-breakpoint
CREATE INDEX `risk_sightings_customer` ON `risk_sightings` (`customer_id`,`at`);--> statement-breakpoint
CREATE INDEX `risk_sightings_device` ON `risk_sightings` (`device`,`at`);--> statement-breakpoint
CREATE INDEX `risk_sightings_address` ON `risk_sightings` (`address`,`at`);--> statement-breakpoint
CREATE INDEX `risk_sightings_coupon` ON `risk_sightings` (`coupon`,`at`);--> statement-breakpoint
CREATE INDEX `risk_sightings_at` ON `risk_sightings` (`at`,`order_no`);