CREATE TABLE `pack_running` (
	`id` text PRIMARY KEY NOT NULL,
	`version` text NOT NULL,
	`built_in` text NOT NULL,
	`since` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `pack_steps` (
	`id` text PRIMARY KEY NOT NULL,
	`version` text NOT NULL,
	`from_node` text NOT NULL,
	`to_node` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `pack_steps_at` ON `pack_steps` (`at`,`id`);--> statement-breakpoint
CREATE TABLE `pack_traffic` (
	`day` text NOT NULL,
	`version` text NOT NULL,
	`from_node` text NOT NULL,
	`to_node` text NOT NULL,
	`runs` integer NOT NULL,
	PRIMARY KEY(`day`, `version`, `from_node`, `to_node`)
);
--> statement-breakpoint
CREATE TABLE `pack_versions` (
	`id` text PRIMARY KEY NOT NULL,
	`version` text NOT NULL,
	`state` text NOT NULL,
	`origin` text NOT NULL,
	`base` text,
	`note` text NOT NULL,
	`content` text NOT NULL,
	`report` text,
	`revision` integer NOT NULL,
	`author_id` text NOT NULL,
	`author_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`proposed_by_id` text,
	`proposed_by_name` text,
	`proposed_at` integer,
	`published_by_id` text,
	`published_by_name` text,
	`published_at` integer,
	`retired_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pack_versions_version` ON `pack_versions` (`version`) WHERE state <> 'draft';--> statement-breakpoint
CREATE INDEX `pack_versions_created` ON `pack_versions` (`created_at`,`id`);--> statement-breakpoint
ALTER TABLE `diagnoses` ADD `place` text;