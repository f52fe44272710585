CREATE TABLE `erasures` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`reason` text NOT NULL,
	`requested_by_id` text NOT NULL,
	`requested_by_name` text NOT NULL,
	`state` text NOT NULL,
	`step` integer NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`counts` text NOT NULL,
	`files` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `erasures_customer` ON `erasures` (`customer_id`);--> statement-breakpoint
CREATE INDEX `erasures_state` ON `erasures` (`state`,`started_at`);--> statement-breakpoint
CREATE TABLE `reveals` (
	`id` text PRIMARY KEY NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`subject` text NOT NULL,
	`field` text NOT NULL,
	`reason` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `reveals_at` ON `reveals` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `reveals_actor` ON `reveals` (`actor_id`,`at`);--> statement-breakpoint
CREATE INDEX `reveals_subject` ON `reveals` (`subject`,`at`);