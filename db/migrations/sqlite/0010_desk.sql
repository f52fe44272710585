CREATE TABLE `desk_deltas` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`key` text NOT NULL,
	`n` integer NOT NULL,
	`fen` integer DEFAULT 0 NOT NULL,
	`ms` integer DEFAULT 0 NOT NULL,
	`bucket` integer
);
--> statement-breakpoint
CREATE INDEX `desk_deltas_key` ON `desk_deltas` (`kind`,`key`);--> statement-breakpoint
ALTER TABLE `tickets` ADD `queue` text DEFAULT 'general' NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `rank` integer DEFAULT 2 NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `amount_key` integer DEFAULT -1 NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `due_state` text DEFAULT 'none' NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `asleep` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `snooze_event` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `money_stuck` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `public_updated_at` integer;--> statement-breakpoint
ALTER TABLE `tickets` ADD `last_customer_at` integer;--> statement-breakpoint
ALTER TABLE `tickets` ADD `last_public_at` integer;--> statement-breakpoint
ALTER TABLE `tickets` ADD `unanswered_since` integer;--> statement-breakpoint
ALTER TABLE `tickets` ADD `resolved_by_id` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `escalated_at` integer;--> statement-breakpoint
ALTER TABLE `tickets` ADD `merged_into` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `incident_id` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `fields` text;--> statement-breakpoint
CREATE INDEX `tickets_open_rank` ON `tickets` (`rank`,`amount_key`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_open_amount` ON `tickets` (`amount_key`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_open_age` ON `tickets` (`opened_at`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_open_touched` ON `tickets` (`updated_at`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_open_unanswered` ON `tickets` (`unanswered_since`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream') and unanswered_since is not null;--> statement-breakpoint
CREATE INDEX `tickets_open_queue` ON `tickets` (`queue`,`next_due_at`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_open_assignee` ON `tickets` (`assignee_id`,`next_due_at`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_open_state` ON `tickets` (`due_state`,`next_due_at`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_asleep` ON `tickets` (`snooze_until`,`id`) WHERE asleep;--> statement-breakpoint
CREATE INDEX `tickets_merged` ON `tickets` (`merged_into`) WHERE merged_into is not null;--> statement-breakpoint
CREATE INDEX `tickets_incident` ON `tickets` (`incident_id`,`id`) WHERE incident_id is not null;--> statement-breakpoint
CREATE INDEX `tickets_customer` ON `tickets` (`customer_id`,`opened_at`);--> statement-breakpoint
CREATE INDEX `tickets_updated` ON `tickets` (`updated_at`,`id`);
--> statement-breakpoint
-- What lists sort by, of the tickets that are there already. How each stands with its clocks is put right by the clock's first look.
UPDATE `tickets` SET
  `rank` = case `priority` when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 else 3 end,
  `amount_key` = coalesce(`amount_fen`, -1),
  `due_state` = case when status in ('new', 'open', 'waiting_customer', 'waiting_upstream') and `next_due_at` < 253402214400000 then 'ok' else 'none' end,
  `asleep` = status in ('new', 'open', 'waiting_customer', 'waiting_upstream') and `snooze_until` is not null and `snooze_until` > unixepoch('now','subsec') * 1000,
  `money_stuck` = exists (select 1 from `sla_targets` t where t.`ticket_id` = `tickets`.`id` and t.`metric` = 'verification'),
  `public_updated_at` = `updated_at`,
  `last_customer_at` = (select max(m.`created_at`) from `ticket_messages` m where m.`ticket_id` = `tickets`.`id` and m.`author` = 'customer'),
  `last_public_at` = (select max(m.`created_at`) from `ticket_messages` m where m.`ticket_id` = `tickets`.`id` and m.`author` = 'staff' and m.`visibility` = 'public'),
  `unanswered_since` = (select min(t.`started_at`) from `sla_targets` t where t.`ticket_id` = `tickets`.`id` and t.`metric` in ('first_response', 'next_response') and t.`outcome` is null);
