CREATE TABLE `appeal_evidence` (
	`id` text PRIMARY KEY NOT NULL,
	`appeal_id` text,
	`diagnosis_id` text,
	`item` text NOT NULL,
	`text` text,
	`attachment_id` text,
	`state` text NOT NULL,
	`given_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `appeal_evidence_appeal` ON `appeal_evidence` (`appeal_id`,`id`);--> statement-breakpoint
CREATE INDEX `appeal_evidence_run` ON `appeal_evidence` (`diagnosis_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `appeal_evidence_file` ON `appeal_evidence` (`attachment_id`);--> statement-breakpoint
CREATE TABLE `appeals` (
	`id` text PRIMARY KEY NOT NULL,
	`subject` text NOT NULL,
	`scope` text NOT NULL,
	`order_no` text NOT NULL,
	`customer_id` text NOT NULL,
	`diagnosis_id` text,
	`ticket_number` text NOT NULL,
	`families` text NOT NULL,
	`state` text NOT NULL,
	`round` integer NOT NULL,
	`statement` text,
	`contact` text,
	`locale` text NOT NULL,
	`amount_fen` integer NOT NULL,
	`paid_fen` integer NOT NULL,
	`clock_id` text,
	`reviewer_id` text,
	`reviewer_name` text,
	`claimed_at` integer,
	`asked` text NOT NULL,
	`asked_at` integer,
	`proposal` text,
	`decided` text,
	`decided_at` integer,
	`before` text,
	`second_look_reason` text,
	`closed_because` text,
	`follow_kind` text NOT NULL,
	`follow_state` text NOT NULL,
	`follow_ids` text NOT NULL,
	`follow_codes` text NOT NULL,
	`opened_at` integer NOT NULL,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `appeals_one_open` ON `appeals` (`subject`) WHERE state in ('open', 'awaiting_second');--> statement-breakpoint
CREATE INDEX `appeals_state` ON `appeals` (`state`,`opened_at`);--> statement-breakpoint
CREATE INDEX `appeals_follow` ON `appeals` (`follow_state`,`decided_at`);--> statement-breakpoint
CREATE INDEX `appeals_decided` ON `appeals` (`decided_at`);--> statement-breakpoint
CREATE INDEX `appeals_order` ON `appeals` (`order_no`);--> statement-breakpoint
CREATE INDEX `appeals_customer` ON `appeals` (`customer_id`,`opened_at`);--> statement-breakpoint
CREATE INDEX `appeals_ticket` ON `appeals` (`ticket_number`);--> statement-breakpoint
CREATE TABLE `identity_files` (
	`attachment_id` text PRIMARY KEY NOT NULL,
	`sha256` text NOT NULL,
	`key_id` text NOT NULL,
	`sealed_key` text,
	`stored_at` integer NOT NULL,
	`removed_at` integer,
	`removed_why` text,
	`erased_at` integer
);
--> statement-breakpoint
CREATE INDEX `identity_files_removed` ON `identity_files` (`removed_at`,`erased_at`);--> statement-breakpoint
CREATE INDEX `identity_files_stored` ON `identity_files` (`stored_at`);--> statement-breakpoint
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
CREATE TABLE `proof_failures` (
	`id` text PRIMARY KEY NOT NULL,
	`subject` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `proof_failures_subject` ON `proof_failures` (`subject`,`at`);--> statement-breakpoint
CREATE INDEX `proof_failures_at` ON `proof_failures` (`at`);--> statement-breakpoint
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
	`editors` text NOT NULL,
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
CREATE INDEX `risk_rule_sets_state` ON `risk_rule_sets` (`state`);--> statement-breakpoint
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
CREATE INDEX `risk_sightings_at` ON `risk_sightings` (`at`,`order_no`);--> statement-breakpoint
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
DROP INDEX `diagnoses_order`;--> statement-breakpoint
ALTER TABLE `diagnoses` ADD `solved_at` integer;--> statement-breakpoint
ALTER TABLE `diagnoses` ADD `place` text;--> statement-breakpoint
CREATE INDEX `diagnoses_created` ON `diagnoses` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `diagnoses_order` ON `diagnoses` (`order_no`,`created_at`);--> statement-breakpoint
ALTER TABLE `orders` ADD `statuses_seen` text;--> statement-breakpoint
CREATE INDEX `orders_sku` ON `orders` (`sku`,`created_at`);--> statement-breakpoint
ALTER TABLE `attachments` ADD `original_sha256` text;--> statement-breakpoint
ALTER TABLE `attachments` ADD `phash` text;--> statement-breakpoint
ALTER TABLE `attachments` ADD `read_state` text;--> statement-breakpoint
ALTER TABLE `attachments` ADD `read_attempts` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `attachments` ADD `read_at` integer;--> statement-breakpoint
ALTER TABLE `attachments` ADD `reading` text;--> statement-breakpoint
ALTER TABLE `attachments` ADD `read_payment_no` text;--> statement-breakpoint
CREATE INDEX `attachments_original` ON `attachments` (`original_sha256`);--> statement-breakpoint
CREATE INDEX `attachments_read_payment` ON `attachments` (`read_payment_no`);--> statement-breakpoint
CREATE INDEX `attachments_to_read` ON `attachments` (`created_at`,`id`) WHERE read_state in ('pending', 'busy', 'timed_out');--> statement-breakpoint
ALTER TABLE `inbox_messages` ADD `diagnosis_id` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `predicted_cause_code` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `final_cause_code` text;--> statement-breakpoint
CREATE INDEX `tickets_final_cause` ON `tickets` (`resolved_at`,`id`) WHERE final_cause_code is not null;--> statement-breakpoint
CREATE INDEX `fulfilments_supplier` ON `fulfilments` (`supplier`,`decided_at`);