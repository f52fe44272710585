CREATE TABLE `calendars` (
	`id` text NOT NULL,
	`version` integer NOT NULL,
	`name` text NOT NULL,
	`content` text NOT NULL,
	`created_by_name` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `holiday_years` (
	`country` text NOT NULL,
	`year` integer NOT NULL,
	`days` text NOT NULL,
	`source` text NOT NULL,
	`edited_by_name` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`country`, `year`)
);
--> statement-breakpoint
CREATE TABLE `sla_policies` (
	`version` text PRIMARY KEY NOT NULL,
	`n` integer NOT NULL,
	`name` text NOT NULL,
	`content` text NOT NULL,
	`state` text NOT NULL,
	`created_by_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`activated_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sla_policies_n` ON `sla_policies` (`n`);--> statement-breakpoint
CREATE UNIQUE INDEX `sla_policies_active` ON `sla_policies` (`state`) WHERE state = 'active';--> statement-breakpoint
ALTER TABLE `sla_targets` ADD `agent_due_at` integer;--> statement-breakpoint
ALTER TABLE `sla_targets` ADD `agent_paused_at` integer;--> statement-breakpoint
ALTER TABLE `sla_targets` ADD `agent_outcome` text;--> statement-breakpoint
ALTER TABLE `sla_targets` ADD `target_ms` integer;--> statement-breakpoint
ALTER TABLE `sla_targets` ADD `paused_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sla_targets` ADD `warn_at` integer;--> statement-breakpoint
ALTER TABLE `sla_targets` ADD `warned_at` integer;--> statement-breakpoint
ALTER TABLE `sla_targets` ADD `breached_at` integer;--> statement-breakpoint
ALTER TABLE `sla_targets` ADD `escalate_at` integer;--> statement-breakpoint
ALTER TABLE `sla_targets` ADD `escalated_at` integer;--> statement-breakpoint
ALTER TABLE `sla_targets` ADD `subject` text;--> statement-breakpoint
CREATE INDEX `sla_targets_warn` ON `sla_targets` (`warn_at`,`id`) WHERE outcome is null and warned_at is null;--> statement-breakpoint
CREATE INDEX `sla_targets_breach` ON `sla_targets` (`due_at`,`id`) WHERE outcome is null and breached_at is null;--> statement-breakpoint
CREATE INDEX `sla_targets_escalate` ON `sla_targets` (`escalate_at`,`id`) WHERE outcome is null and breached_at is not null and escalated_at is null;--> statement-breakpoint
ALTER TABLE `ticket_events` ADD `clock` text;--> statement-breakpoint
CREATE INDEX `tickets_ageing` ON `tickets` (`stuck_since`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream') and money_stuck and rank > 0;