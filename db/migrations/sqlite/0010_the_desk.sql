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
CREATE TABLE `article_versions` (
	`slug` text NOT NULL,
	`version` integer NOT NULL,
	`title_zh` text NOT NULL,
	`title_en` text NOT NULL,
	`body_zh` text NOT NULL,
	`body_en` text NOT NULL,
	`note` text,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`slug`, `version`)
);
--> statement-breakpoint
CREATE TABLE `articles` (
	`slug` text PRIMARY KEY NOT NULL,
	`cause_code` text,
	`version` integer NOT NULL,
	`shown_version` integer,
	`position` integer NOT NULL,
	`pack_hash` text,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `automation_rules` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`position` integer NOT NULL,
	`enabled` integer NOT NULL,
	`version` integer NOT NULL,
	`content` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE INDEX `automation_rules_order` ON `automation_rules` (`position`,`id`) WHERE deleted_at is null;--> statement-breakpoint
CREATE TABLE `rule_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`event_id` text NOT NULL,
	`rule_id` text NOT NULL,
	`version` integer NOT NULL,
	`number` text NOT NULL,
	`outcome` text NOT NULL,
	`actions` text NOT NULL,
	`depth` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rule_runs_once` ON `rule_runs` (`event_id`,`rule_id`);--> statement-breakpoint
CREATE INDEX `rule_runs_rule` ON `rule_runs` (`rule_id`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `rule_runs_ticket` ON `rule_runs` (`number`,`at`);--> statement-breakpoint
CREATE INDEX `rule_runs_waiting` ON `rule_runs` (`event_id`) WHERE outcome = 'waiting';--> statement-breakpoint
CREATE TABLE `rule_versions` (
	`rule_id` text NOT NULL,
	`version` integer NOT NULL,
	`name` text NOT NULL,
	`position` integer NOT NULL,
	`enabled` integer NOT NULL,
	`content` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`rule_id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `transfer_keys` (
	`kind` text NOT NULL,
	`key` text NOT NULL,
	`ref` text NOT NULL,
	`transfer_id` text NOT NULL,
	PRIMARY KEY(`kind`, `key`)
);
--> statement-breakpoint
CREATE INDEX `transfer_keys_transfer` ON `transfer_keys` (`transfer_id`);--> statement-breakpoint
CREATE TABLE `transfer_problems` (
	`transfer_id` text NOT NULL,
	`line` integer NOT NULL,
	`column_name` text NOT NULL,
	`code` text NOT NULL,
	PRIMARY KEY(`transfer_id`, `line`, `column_name`)
);
--> statement-breakpoint
CREATE TABLE `transfers` (
	`id` text PRIMARY KEY NOT NULL,
	`direction` text NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`sha256` text,
	`file_name` text NOT NULL,
	`bytes` integer NOT NULL,
	`total` integer NOT NULL,
	`good` integer NOT NULL,
	`done` integer NOT NULL,
	`same` integer NOT NULL,
	`bad` integer NOT NULL,
	`at_row` integer NOT NULL,
	`masked` integer NOT NULL,
	`filter` text,
	`error` text,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`actor` text NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `transfers_created` ON `transfers` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `transfers_running` ON `transfers` (`created_at`) WHERE state = 'running';--> statement-breakpoint
CREATE INDEX `transfers_expiring` ON `transfers` (`expires_at`) WHERE sha256 is not null;--> statement-breakpoint
CREATE TABLE `bulk_jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`action` text NOT NULL,
	`requested_by` text NOT NULL,
	`requested_name` text NOT NULL,
	`actor` text NOT NULL,
	`state` text NOT NULL,
	`total` integer NOT NULL,
	`done` integer NOT NULL,
	`failed` integer NOT NULL,
	`undo_of` text,
	`run_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `bulk_jobs_waiting` ON `bulk_jobs` (`run_at`,`id`) WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX `bulk_jobs_by` ON `bulk_jobs` (`requested_by`,`created_at`);--> statement-breakpoint
CREATE INDEX `bulk_jobs_undo` ON `bulk_jobs` (`undo_of`) WHERE undo_of is not null;--> statement-breakpoint
CREATE TABLE `bulk_rows` (
	`job_id` text NOT NULL,
	`n` integer NOT NULL,
	`number` text NOT NULL,
	`state` text NOT NULL,
	`before` text,
	`version` integer,
	`error_code` text,
	PRIMARY KEY(`job_id`, `n`)
);
--> statement-breakpoint
CREATE INDEX `bulk_rows_waiting` ON `bulk_rows` (`job_id`,`n`) WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX `bulk_rows_number` ON `bulk_rows` (`number`);--> statement-breakpoint
CREATE TABLE `desk_views` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`owner_id` text,
	`filter` text NOT NULL,
	`sort` text NOT NULL,
	`position` integer NOT NULL,
	`counted` integer NOT NULL,
	`version` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE INDEX `desk_views_owner` ON `desk_views` (`owner_id`) WHERE deleted_at is null;--> statement-breakpoint
CREATE TABLE `snooze_waits` (
	`ticket_id` text PRIMARY KEY NOT NULL,
	`number` text NOT NULL,
	`event` text NOT NULL,
	`order_no` text,
	`since` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `snooze_waits_order` ON `snooze_waits` (`order_no`);--> statement-breakpoint
CREATE TABLE `view_counts` (
	`key` text PRIMARY KEY NOT NULL,
	`n` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `alert_rules` (
	`id` text PRIMARY KEY NOT NULL,
	`measure` text NOT NULL,
	`threshold` integer NOT NULL,
	`window_s` integer NOT NULL,
	`severity` text NOT NULL,
	`enabled` integer NOT NULL,
	`version` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `alerts` (
	`id` text PRIMARY KEY NOT NULL,
	`rule_id` text NOT NULL,
	`measure` text NOT NULL,
	`key` text NOT NULL,
	`state` text NOT NULL,
	`severity` text NOT NULL,
	`value` integer NOT NULL,
	`threshold` integer NOT NULL,
	`bad` integer NOT NULL,
	`good` integer NOT NULL,
	`opened_at` integer NOT NULL,
	`acked_by_id` text,
	`acked_by_name` text,
	`acked_at` integer,
	`over_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alerts_one_live` ON `alerts` (`rule_id`,`key`) WHERE over_at is null;--> statement-breakpoint
CREATE INDEX `alerts_state` ON `alerts` (`state`,`id`);--> statement-breakpoint
CREATE TABLE `incident_events` (
	`id` text PRIMARY KEY NOT NULL,
	`incident_id` text NOT NULL,
	`type` text NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`text` text,
	`count` integer,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `incident_events_incident` ON `incident_events` (`incident_id`,`id`);--> statement-breakpoint
CREATE TABLE `incident_notices` (
	`incident_id` text NOT NULL,
	`ticket_id` text NOT NULL,
	`told_at` integer NOT NULL,
	PRIMARY KEY(`incident_id`, `ticket_id`)
);
--> statement-breakpoint
CREATE TABLE `incidents` (
	`id` text PRIMARY KEY NOT NULL,
	`number` text NOT NULL,
	`title` text NOT NULL,
	`cause_code` text NOT NULL,
	`channel` text NOT NULL,
	`state` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer,
	`notice_zh` text,
	`notice_en` text,
	`noticed_at` integer,
	`bulk_job_id` text,
	`usual` integer NOT NULL,
	`seen` integer NOT NULL,
	`opened_by_id` text,
	`opened_by_name` text,
	`version` integer NOT NULL,
	`created_at` integer NOT NULL,
	`resolved_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `incidents_number` ON `incidents` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `incidents_one_live` ON `incidents` (`cause_code`,`channel`) WHERE state in ('proposed', 'open', 'mitigated');--> statement-breakpoint
CREATE INDEX `incidents_state` ON `incidents` (`state`,`id`);--> statement-breakpoint
CREATE TABLE `route_minutes` (
	`process_id` text NOT NULL,
	`route` text NOT NULL,
	`minute` integer NOT NULL,
	`n` integer NOT NULL,
	`errors` integer NOT NULL,
	`buckets` text NOT NULL,
	PRIMARY KEY(`process_id`, `route`, `minute`)
);
--> statement-breakpoint
CREATE INDEX `route_minutes_minute` ON `route_minutes` (`minute`);--> statement-breakpoint
CREATE TABLE `metric_builds` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`built_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `metric_cells` (
	`metric` text NOT NULL,
	`dim` text NOT NULL,
	`grain` text NOT NULL,
	`at` integer NOT NULL,
	`key` text NOT NULL,
	`n` integer NOT NULL,
	`fen` integer NOT NULL,
	`ms` integer NOT NULL,
	`buckets` text,
	PRIMARY KEY(`metric`, `dim`, `grain`, `at`, `key`)
);
--> statement-breakpoint
CREATE TABLE `report_mails` (
	`id` text PRIMARY KEY NOT NULL,
	`schedule_id` text NOT NULL,
	`person_id` text NOT NULL,
	`due_at` integer NOT NULL,
	`late` integer NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_attempt_at` integer NOT NULL,
	`sent_at` integer,
	`error` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `report_mails_once` ON `report_mails` (`schedule_id`,`person_id`,`due_at`);--> statement-breakpoint
CREATE INDEX `report_mails_due` ON `report_mails` (`state`,`next_attempt_at`);--> statement-breakpoint
CREATE TABLE `report_schedules` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`board` text NOT NULL,
	`period` text NOT NULL,
	`weekday` integer,
	`hour` integer NOT NULL,
	`minute` integer NOT NULL,
	`zone` text NOT NULL,
	`locale` text NOT NULL,
	`people_ids` text NOT NULL,
	`enabled` integer NOT NULL,
	`next_at` integer NOT NULL,
	`created_by_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `report_schedules_next` ON `report_schedules` (`next_at`);--> statement-breakpoint
CREATE TABLE `search_docs` (
	`doc` integer PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`kind` text NOT NULL,
	`ref` text NOT NULL,
	`digest` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_docs_ref` ON `search_docs` (`ticket_id`,`kind`,`ref`);--> statement-breakpoint
CREATE TABLE `search_keys` (
	`key` text NOT NULL,
	`kind` text NOT NULL,
	`ticket_id` text NOT NULL,
	PRIMARY KEY(`key`, `kind`, `ticket_id`)
);
--> statement-breakpoint
CREATE INDEX `search_keys_ticket` ON `search_keys` (`ticket_id`);--> statement-breakpoint
CREATE TABLE `search_state` (
	`id` text PRIMARY KEY NOT NULL,
	`doc` integer NOT NULL,
	`before` text,
	`done` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
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
--> statement-breakpoint
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
CREATE TABLE `notice_templates` (
	`kind` text NOT NULL,
	`locale` text NOT NULL,
	`version` integer NOT NULL,
	`title` text NOT NULL,
	`body` text NOT NULL,
	`active` integer NOT NULL,
	`created_at` integer NOT NULL,
	`created_by_id` text NOT NULL,
	`created_by_name` text NOT NULL,
	PRIMARY KEY(`kind`, `locale`, `version`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notice_templates_active` ON `notice_templates` (`kind`,`locale`) WHERE active;--> statement-breakpoint
CREATE TABLE `robots` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`sealed` text NOT NULL,
	`hint` text NOT NULL,
	`kinds` text NOT NULL,
	`locale` text NOT NULL,
	`enabled` integer NOT NULL,
	`next_at` integer,
	`version` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `staff_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`receiver` text NOT NULL,
	`channel` text NOT NULL,
	`notice_id` text,
	`event_key` text NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`params` text NOT NULL,
	`shown_address` text NOT NULL,
	`urgent` integer NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_attempt_at` integer,
	`lease_owner` text,
	`lease_until` integer,
	`message_id` text,
	`error` text,
	`reference` text,
	`created_at` integer NOT NULL,
	`sent_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `staff_deliveries_once` ON `staff_deliveries` (`receiver`,`channel`,`event_key`);--> statement-breakpoint
CREATE INDEX `staff_deliveries_due` ON `staff_deliveries` (`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `staff_deliveries_state` ON `staff_deliveries` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `staff_deliveries_receiver` ON `staff_deliveries` (`receiver`,`id`);--> statement-breakpoint
CREATE TABLE `staff_notices` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`params` text NOT NULL,
	`event_key` text NOT NULL,
	`read_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `staff_notices_once` ON `staff_notices` (`person_id`,`event_key`);--> statement-breakpoint
CREATE INDEX `staff_notices_person` ON `staff_notices` (`person_id`,`id`);--> statement-breakpoint
CREATE INDEX `staff_notices_unread` ON `staff_notices` (`person_id`,`id`) WHERE read_at is null;--> statement-breakpoint
CREATE TABLE `staff_preferences` (
	`person_id` text PRIMARY KEY NOT NULL,
	`wanted` text NOT NULL,
	`quiet_from` integer,
	`quiet_to` integer,
	`zone` text NOT NULL,
	`digest` text NOT NULL,
	`digest_minute` integer NOT NULL,
	`locale` text NOT NULL,
	`phone` text,
	`shown_phone` text,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `callback_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`number` text NOT NULL,
	`phone` text,
	`shown_phone` text NOT NULL,
	`slot_from` integer NOT NULL,
	`slot_to` integer NOT NULL,
	`state` text NOT NULL,
	`taken_by_id` text,
	`taken_by_name` text,
	`note` text,
	`tries` integer NOT NULL,
	`version` integer NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`reminded_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `callback_requests_open` ON `callback_requests` (`ticket_id`) WHERE state in ('booked', 'calling');--> statement-breakpoint
CREATE INDEX `callback_requests_slot` ON `callback_requests` (`state`,`slot_from`,`id`);--> statement-breakpoint
CREATE INDEX `callback_requests_ticket` ON `callback_requests` (`ticket_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `desk_fields` (
	`key` text PRIMARY KEY NOT NULL,
	`label` text NOT NULL,
	`kind` text NOT NULL,
	`options` text NOT NULL,
	`position` integer NOT NULL,
	`required_on` text NOT NULL,
	`version` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`retired_at` integer
);
--> statement-breakpoint
CREATE TABLE `desk_tags` (
	`name` text PRIMARY KEY NOT NULL,
	`colour` text NOT NULL,
	`about` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `macro_versions` (
	`macro_id` text NOT NULL,
	`version` integer NOT NULL,
	`content` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`macro_id`, `version`),
	FOREIGN KEY (`macro_id`) REFERENCES `macros`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `macros` (
	`id` text PRIMARY KEY NOT NULL,
	`owner_id` text,
	`version` integer NOT NULL,
	`uses` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE INDEX `macros_owner` ON `macros` (`owner_id`) WHERE deleted_at is null;--> statement-breakpoint
CREATE TABLE `presences` (
	`subject` text NOT NULL,
	`person_id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`since` integer NOT NULL,
	`until` integer NOT NULL,
	PRIMARY KEY(`subject`, `person_id`)
);
--> statement-breakpoint
CREATE INDEX `presences_until` ON `presences` (`until`);--> statement-breakpoint
CREATE TABLE `ratings` (
	`ticket_id` text NOT NULL,
	`round` integer NOT NULL,
	`good` integer NOT NULL,
	`comment` text,
	`at` integer NOT NULL,
	`resolved_at` integer NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`ticket_id`, `round`)
);
--> statement-breakpoint
CREATE INDEX `ratings_resolved` ON `ratings` (`resolved_at`);--> statement-breakpoint
CREATE TABLE `read_marks` (
	`ticket_id` text NOT NULL,
	`reader` text NOT NULL,
	`message_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`ticket_id`, `reader`)
);
--> statement-breakpoint
CREATE TABLE `ticket_drafts` (
	`ticket_id` text NOT NULL,
	`person_id` text NOT NULL,
	`visibility` text NOT NULL,
	`body` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`ticket_id`, `person_id`)
);
--> statement-breakpoint
CREATE INDEX `ticket_drafts_age` ON `ticket_drafts` (`updated_at`);--> statement-breakpoint
CREATE TABLE `ticket_followers` (
	`ticket_id` text NOT NULL,
	`person_id` text NOT NULL,
	`since` integer NOT NULL,
	PRIMARY KEY(`ticket_id`, `person_id`)
);
--> statement-breakpoint
CREATE INDEX `ticket_followers_person` ON `ticket_followers` (`person_id`,`since`);--> statement-breakpoint
CREATE TABLE `ticket_links` (
	`id` text PRIMARY KEY NOT NULL,
	`from_id` text NOT NULL,
	`to_id` text NOT NULL,
	`kind` text NOT NULL,
	`before` text,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL,
	`removed_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ticket_links_pair` ON `ticket_links` (`from_id`,`to_id`,`kind`) WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX `ticket_links_to` ON `ticket_links` (`to_id`);--> statement-breakpoint
CREATE TABLE `ticket_mentions` (
	`message_id` text NOT NULL,
	`person_id` text NOT NULL,
	`ticket_id` text NOT NULL,
	`at` integer NOT NULL,
	`read_at` integer,
	PRIMARY KEY(`message_id`, `person_id`)
);
--> statement-breakpoint
CREATE INDEX `ticket_mentions_person` ON `ticket_mentions` (`person_id`,`at`);--> statement-breakpoint
CREATE INDEX `ticket_mentions_ticket` ON `ticket_mentions` (`ticket_id`);--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`endpoint_id` text NOT NULL,
	`event_id` text NOT NULL,
	`topic` text NOT NULL,
	`subject` text NOT NULL,
	`body` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_attempt_at` integer,
	`lease_owner` text,
	`lease_until` integer,
	`last_status` integer,
	`last_error` text,
	`created_at` integer NOT NULL,
	`delivered_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_deliveries_once` ON `webhook_deliveries` (`endpoint_id`,`event_id`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_endpoint` ON `webhook_deliveries` (`endpoint_id`,`id`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_state` ON `webhook_deliveries` (`state`,`id`);--> statement-breakpoint
CREATE TABLE `webhook_endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`secrets` text NOT NULL,
	`old_secret_until` integer,
	`topics` text NOT NULL,
	`enabled` integer NOT NULL,
	`disabled_reason` text,
	`created_at` integer NOT NULL,
	`created_by_name` text NOT NULL,
	`removed_at` integer
);
--> statement-breakpoint
ALTER TABLE `attachments` ADD `redacted_of` text;--> statement-breakpoint
ALTER TABLE `attachments` ADD `redaction` text;--> statement-breakpoint
CREATE INDEX `attachments_redacted` ON `attachments` (`redacted_of`) WHERE redacted_of is not null;--> statement-breakpoint
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
CREATE INDEX `sla_targets_warn` ON `sla_targets` (`outcome`,`warn_at`,`id`) WHERE outcome is null and warned_at is null and paused_at is null;--> statement-breakpoint
CREATE INDEX `sla_targets_breach` ON `sla_targets` (`outcome`,`due_at`,`id`) WHERE outcome is null and breached_at is null and paused_at is null;--> statement-breakpoint
CREATE INDEX `sla_targets_escalate` ON `sla_targets` (`outcome`,`escalate_at`,`id`) WHERE outcome is null and breached_at is not null and escalated_at is null and paused_at is null;--> statement-breakpoint
CREATE INDEX `sla_targets_running` ON `sla_targets` (`outcome`,`metric`,`due_at`,`paused_at`,`agent_due_at`,`agent_paused_at`,`ticket_id`) WHERE outcome is null;--> statement-breakpoint
ALTER TABLE `ticket_events` ADD `clock` text;--> statement-breakpoint
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
ALTER TABLE `tickets` ADD `requester_wait_ms` integer;--> statement-breakpoint
ALTER TABLE `tickets` ADD `agent_work_ms` integer;--> statement-breakpoint
ALTER TABLE `tickets` ADD `rated_good` integer;--> statement-breakpoint
ALTER TABLE `tickets` ADD `merged_into` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `incident_id` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `fields` text;--> statement-breakpoint
CREATE INDEX `tickets_open_rank` ON `tickets` (`rank`,`next_due_at`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_open_amount` ON `tickets` (`amount_key`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_open_age` ON `tickets` (`opened_at`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_open_touched` ON `tickets` (`updated_at`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_open_unanswered` ON `tickets` (`unanswered_since`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream') and unanswered_since is not null;--> statement-breakpoint
CREATE INDEX `tickets_open_queue` ON `tickets` (`queue`,`next_due_at`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_open_assignee` ON `tickets` (`assignee_id`,`next_due_at`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_open_state` ON `tickets` (`due_state`,`next_due_at`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_ageing` ON `tickets` (`stuck_since`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream') and money_stuck and rank > 0;--> statement-breakpoint
CREATE INDEX `tickets_asleep` ON `tickets` (`snooze_until`,`id`) WHERE asleep;--> statement-breakpoint
CREATE INDEX `tickets_merged` ON `tickets` (`merged_into`) WHERE merged_into is not null;--> statement-breakpoint
CREATE INDEX `tickets_incident` ON `tickets` (`incident_id`,`id`) WHERE incident_id is not null;--> statement-breakpoint
CREATE INDEX `tickets_customer` ON `tickets` (`customer_id`,`opened_at`);--> statement-breakpoint
CREATE INDEX `tickets_updated` ON `tickets` (`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `channel_history_at` ON `channel_history` (`at`,`channel`);--> statement-breakpoint
CREATE INDEX `orders_credited` ON `orders` (`credited_at`,`paid_at`) WHERE credited_at is not null;--> statement-breakpoint
CREATE INDEX `refunds_settled` ON `refunds` (`settled_at`,`id`);--> statement-breakpoint
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
--> statement-breakpoint
-- What the lists of the tickets that are there already hold; every write of a ticket adds to it from here on.
INSERT INTO "view_counts" ("key", "n") SELECT 'open', count(*) FROM "tickets" WHERE "status" in ('new', 'open', 'waiting_customer', 'waiting_upstream') and not "asleep" HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'unassigned', count(*) FROM "tickets" WHERE "status" in ('new', 'open', 'waiting_customer', 'waiting_upstream') and not "asleep" and "assignee_id" is null HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'at_risk', count(*) FROM "tickets" WHERE "status" in ('new', 'open', 'waiting_customer', 'waiting_upstream') and "due_state" = 'at_risk' HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'breached', count(*) FROM "tickets" WHERE "status" in ('new', 'open', 'waiting_customer', 'waiting_upstream') and "due_state" = 'breached' HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'charged_not_credited', count(*) FROM "tickets" WHERE "status" in ('new', 'open', 'waiting_customer', 'waiting_upstream') and "money_stuck" HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'waiting', count(*) FROM "tickets" WHERE "status" in ('waiting_customer', 'waiting_upstream') HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'resolved', count(*) FROM "tickets" WHERE "status" in ('resolved', 'closed') HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'all', count(*) FROM "tickets" WHERE 1 HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'mine:' || "assignee_id", count(*) FROM "tickets" WHERE "status" in ('new', 'open', 'waiting_customer', 'waiting_upstream') and not "asleep" and "assignee_id" is not null GROUP BY "assignee_id";
--> statement-breakpoint
-- Our own pieces of words, separated by blanks: the tokeniser has only to split them. Columns are kept (not places) so that an AND can
-- skip ahead. Merging is the job's to do, not that of whoever writes: `search.index`.
CREATE VIRTUAL TABLE `search_index` USING fts5(`grams`, content='', contentless_delete=1, detail='column', tokenize='ascii');
--> statement-breakpoint
INSERT INTO `search_index` (`search_index`, `rank`) VALUES ('automerge', 0);
--> statement-breakpoint
INSERT INTO `search_index` (`search_index`, `rank`) VALUES ('crisismerge', 64);
--> statement-breakpoint
CREATE TRIGGER `search_docs_gone` AFTER DELETE ON `search_docs` BEGIN
  DELETE FROM `search_index` WHERE `rowid` = old.`doc`;
END;
--> statement-breakpoint
-- What was agreed on once stays to be read: a change is a new version.
CREATE TRIGGER `macro_versions_no_update` BEFORE UPDATE ON `macro_versions`
BEGIN
  SELECT RAISE(ABORT, 'macro_versions is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `macro_versions_no_delete` BEFORE DELETE ON `macro_versions`
BEGIN
  SELECT RAISE(ABORT, 'macro_versions is append-only');
END;
--> statement-breakpoint
-- What was done about an incident stays as it is: mistakes are corrected by new rows.
CREATE TRIGGER `incident_events_no_update` BEFORE UPDATE ON `incident_events`
BEGIN
  SELECT RAISE(ABORT, 'incident_events is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `incident_events_no_delete` BEFORE DELETE ON `incident_events`
BEGIN
  SELECT RAISE(ABORT, 'incident_events is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `article_versions_no_update` BEFORE UPDATE ON `article_versions`
BEGIN
  SELECT RAISE(ABORT, 'article_versions is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `article_versions_no_delete` BEFORE DELETE ON `article_versions`
BEGIN
  SELECT RAISE(ABORT, 'article_versions is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `rule_versions_no_update` BEFORE UPDATE ON `rule_versions`
BEGIN
  SELECT RAISE(ABORT, 'rule_versions is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `rule_versions_no_delete` BEFORE DELETE ON `rule_versions`
BEGIN
  SELECT RAISE(ABORT, 'rule_versions is append-only');
END;
--> statement-breakpoint
UPDATE `tickets` SET `rated_good` = (SELECT `good` FROM `ratings` WHERE `ticket_id` = `tickets`.`id` AND `round` = `tickets`.`reopen_count`) WHERE `id` IN (SELECT `ticket_id` FROM `ratings`);
