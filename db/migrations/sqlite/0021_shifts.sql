CREATE TABLE `people_states` (
	`person_id` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`max_open` integer NOT NULL,
	`since` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `shifts` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL,
	`planned_by_name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `shifts_end` ON `shifts` (`to_at`,`from_at`);--> statement-breakpoint
CREATE INDEX `shifts_person` ON `shifts` (`person_id`,`from_at`);--> statement-breakpoint
CREATE TABLE `skills` (
	`person_id` text NOT NULL,
	`queue` text NOT NULL,
	`level` integer NOT NULL,
	PRIMARY KEY(`person_id`, `queue`)
);
