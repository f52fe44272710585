CREATE TABLE `bill_lines` (
	`bill_id` text NOT NULL,
	`out_trade_no` text NOT NULL,
	`gateway_trade_no` text,
	`paid_fen` integer NOT NULL,
	`paid_count` integer NOT NULL,
	`refunded_fen` integer NOT NULL,
	`paid_at` integer,
	PRIMARY KEY(`bill_id`, `out_trade_no`),
	FOREIGN KEY (`bill_id`) REFERENCES `bills`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `bill_lines_refunded` ON `bill_lines` (`out_trade_no`) WHERE refunded_fen > 0;--> statement-breakpoint
CREATE TABLE `bills` (
	`id` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`day` text NOT NULL,
	`source` text NOT NULL,
	`state` text NOT NULL,
	`phase` text NOT NULL,
	`cursor` text,
	`run` integer NOT NULL,
	`file_sha256` text,
	`file_name` text,
	`bytes_total` integer,
	`bytes_read` integer NOT NULL,
	`lines_read` integer NOT NULL,
	`compared` integer NOT NULL,
	`matched` integer NOT NULL,
	`mismatched` integer NOT NULL,
	`counts` text NOT NULL,
	`raised` integer NOT NULL,
	`waiting` integer NOT NULL,
	`paid_fen` integer NOT NULL,
	`refunded_fen` integer NOT NULL,
	`our_paid_fen` integer NOT NULL,
	`our_refunded_fen` integer NOT NULL,
	`error` text,
	`error_line` integer,
	`error_detail` text,
	`attempts` integer NOT NULL,
	`next_attempt_at` integer,
	`lease_until` integer,
	`requested_by_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	`lines_forgotten_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `bills_channel_day` ON `bills` (`channel`,`day`);--> statement-breakpoint
CREATE INDEX `bills_day` ON `bills` (`day`,`channel`);--> statement-breakpoint
CREATE INDEX `bills_due` ON `bills` (`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `bills_created` ON `bills` (`created_at`);--> statement-breakpoint
CREATE INDEX `bills_finished` ON `bills` (`finished_at`);--> statement-breakpoint
CREATE TABLE `announcements` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`channel` text,
	`text_zh` text NOT NULL,
	`text_en` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer,
	`created_by_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`cancelled_at` integer
);
--> statement-breakpoint
CREATE INDEX `announcements_ends` ON `announcements` (`ends_at`);--> statement-breakpoint
CREATE TABLE `channel_health` (
	`channel` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`since` integer NOT NULL,
	`candidate` text,
	`candidate_since` integer,
	`measures` text NOT NULL,
	`measured_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `channel_history` (
	`channel` text NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`succeeded` integer NOT NULL,
	`p95_ms` integer,
	`callback_lag_ms` integer,
	PRIMARY KEY(`channel`, `at`)
);
--> statement-breakpoint
CREATE TABLE `channel_samples` (
	`id` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`kind` text NOT NULL,
	`ok` integer NOT NULL,
	`took_ms` integer,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `channel_samples_channel` ON `channel_samples` (`channel`,`at`);--> statement-breakpoint
CREATE INDEX `channel_samples_at` ON `channel_samples` (`at`);--> statement-breakpoint
CREATE TABLE `channel_settings` (
	`channel` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`label` text NOT NULL,
	`methods` text NOT NULL,
	`priority` integer NOT NULL,
	`enabled` integer NOT NULL,
	`policy` text NOT NULL,
	`auto_limit_fen` integer NOT NULL,
	`config` text NOT NULL,
	`secrets` text NOT NULL,
	`relay_url` text,
	`version` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `gateway_cases` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_number` text,
	`order_no` text NOT NULL,
	`channel` text NOT NULL,
	`out_trade_no` text,
	`amount_fen` integer NOT NULL,
	`state` text NOT NULL,
	`filed_by_name` text NOT NULL,
	`filed_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`escalate_at` integer NOT NULL,
	`answer` text,
	`answered_at` integer,
	`answered_by_name` text,
	`escalated_at` integer,
	`request` text,
	`warned_at` integer,
	`breach_told_at` integer,
	`closed_at` integer,
	`closed_by_name` text,
	`close_note` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `gateway_cases_one_open` ON `gateway_cases` (`order_no`,`out_trade_no`) WHERE state in ('open', 'escalated');--> statement-breakpoint
CREATE INDEX `gateway_cases_order` ON `gateway_cases` (`order_no`);--> statement-breakpoint
CREATE INDEX `gateway_cases_ticket` ON `gateway_cases` (`ticket_number`);--> statement-breakpoint
CREATE INDEX `gateway_cases_state` ON `gateway_cases` (`state`,`due_at`);--> statement-breakpoint
CREATE INDEX `gateway_cases_filed` ON `gateway_cases` (`filed_at`);--> statement-breakpoint
CREATE TABLE `gateway_complaints` (
	`id` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`complaint_no` text NOT NULL,
	`state` text NOT NULL,
	`out_trade_no` text,
	`gateway_trade_no` text,
	`order_no` text,
	`ticket_number` text,
	`amount_fen` integer,
	`text` text NOT NULL,
	`phone` text,
	`made_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`raw` text NOT NULL,
	`next_detail_at` integer,
	`detail_attempts` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `gateway_complaints_no` ON `gateway_complaints` (`channel`,`complaint_no`);--> statement-breakpoint
CREATE INDEX `gateway_complaints_out_trade` ON `gateway_complaints` (`out_trade_no`);--> statement-breakpoint
CREATE INDEX `gateway_complaints_ticket` ON `gateway_complaints` (`ticket_number`);--> statement-breakpoint
CREATE INDEX `gateway_complaints_made` ON `gateway_complaints` (`made_at`,`id`);--> statement-breakpoint
CREATE INDEX `gateway_complaints_detail` ON `gateway_complaints` (`next_detail_at`);--> statement-breakpoint
CREATE INDEX `gateway_complaints_state` ON `gateway_complaints` (`state`,`made_at`);--> statement-breakpoint
CREATE INDEX `gateway_complaints_order` ON `gateway_complaints` (`order_no`);--> statement-breakpoint
CREATE TABLE `gateway_callbacks` (
	`id` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`kind` text NOT NULL,
	`method` text NOT NULL,
	`query` text NOT NULL,
	`headers` text NOT NULL,
	`body` text NOT NULL,
	`remote_address` text NOT NULL,
	`received_at` integer NOT NULL,
	`verified` integer,
	`verdict` text NOT NULL,
	`reason` text,
	`event` text,
	`notify_id` text,
	`out_trade_no` text,
	`gateway_trade_no` text,
	`order_no` text,
	`amount_fen` integer,
	`answer_status` integer,
	`answer_body` text,
	`judged_at` integer,
	`judgements` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `gateway_callbacks_channel` ON `gateway_callbacks` (`channel`,`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `gateway_callbacks_out_trade` ON `gateway_callbacks` (`out_trade_no`);--> statement-breakpoint
CREATE INDEX `gateway_callbacks_trade` ON `gateway_callbacks` (`gateway_trade_no`);--> statement-breakpoint
CREATE INDEX `gateway_callbacks_order` ON `gateway_callbacks` (`order_no`);--> statement-breakpoint
CREATE INDEX `gateway_callbacks_verdict` ON `gateway_callbacks` (`verdict`,`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `gateway_callbacks_received` ON `gateway_callbacks` (`received_at`,`id`);--> statement-breakpoint
CREATE TABLE `gateway_payments` (
	`channel` text NOT NULL,
	`out_trade_no` text NOT NULL,
	`order_no` text,
	`state` text,
	`amount_fen` integer,
	`refunded_fen` integer NOT NULL,
	`gateway_trade_no` text,
	`paid_at` integer,
	`answered_at` integer,
	`callback_at` integer,
	`began_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`next_query_at` integer,
	`last_error` text,
	PRIMARY KEY(`channel`, `out_trade_no`)
);
--> statement-breakpoint
CREATE INDEX `gateway_payments_next` ON `gateway_payments` (`next_query_at`);--> statement-breakpoint
CREATE INDEX `gateway_payments_order` ON `gateway_payments` (`order_no`);--> statement-breakpoint
CREATE INDEX `gateway_payments_trade` ON `gateway_payments` (`gateway_trade_no`);--> statement-breakpoint
CREATE INDEX `gateway_payments_out_trade` ON `gateway_payments` (`out_trade_no`);--> statement-breakpoint
CREATE TABLE `money_items` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`dedupe_key` text NOT NULL,
	`state` text NOT NULL,
	`rank` integer NOT NULL,
	`channel` text,
	`order_no` text,
	`out_trade_no` text,
	`gateway_trade_no` text,
	`amount_fen` integer,
	`other_fen` integer,
	`detail` text NOT NULL,
	`bill_id` text,
	`proposal` text,
	`opened_at` integer NOT NULL,
	`resolution` text,
	`resolved_at` integer,
	`resolved_by_name` text,
	`note` text,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `money_items_dedupe` ON `money_items` (`dedupe_key`);--> statement-breakpoint
CREATE INDEX `money_items_queue` ON `money_items` (`state`,`rank`,`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `money_items_order` ON `money_items` (`order_no`);--> statement-breakpoint
CREATE INDEX `money_items_out_trade` ON `money_items` (`out_trade_no`);--> statement-breakpoint
CREATE INDEX `money_items_resolved` ON `money_items` (`state`,`resolved_at`,`id`);--> statement-breakpoint
CREATE INDEX `money_items_kind` ON `money_items` (`kind`,`state`);--> statement-breakpoint
CREATE INDEX `money_items_bill` ON `money_items` (`bill_id`,`state`,`kind`);--> statement-breakpoint
CREATE TABLE `relay_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`callback_id` text NOT NULL,
	`channel` text NOT NULL,
	`url` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_attempt_at` integer,
	`lease_until` integer,
	`last_status` integer,
	`last_error` text,
	`created_at` integer NOT NULL,
	`delivered_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `relay_deliveries_callback` ON `relay_deliveries` (`callback_id`);--> statement-breakpoint
CREATE INDEX `relay_deliveries_due` ON `relay_deliveries` (`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `relay_deliveries_channel` ON `relay_deliveries` (`channel`,`state`);--> statement-breakpoint
CREATE TABLE `money_watch` (
	`order_no` text PRIMARY KEY NOT NULL,
	`next_look_at` integer NOT NULL,
	`looks` integer NOT NULL,
	`stirred` integer NOT NULL,
	`told_at` integer
);
--> statement-breakpoint
CREATE INDEX `money_watch_next` ON `money_watch` (`next_look_at`);--> statement-breakpoint
CREATE TABLE `card_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`order_no` text NOT NULL,
	`customer_id` text NOT NULL,
	`command_id` text NOT NULL,
	`sealed` text NOT NULL,
	`delivered_at` integer NOT NULL,
	`revealed_at` integer,
	`revealed_by` text
);
--> statement-breakpoint
CREATE INDEX `card_keys_order` ON `card_keys` (`order_no`);--> statement-breakpoint
CREATE UNIQUE INDEX `card_keys_command` ON `card_keys` (`command_id`);--> statement-breakpoint
CREATE TABLE `command_attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`command_id` text NOT NULL,
	`action` text NOT NULL,
	`started_at` integer NOT NULL,
	`took_ms` integer,
	`outcome` text,
	`http_status` integer,
	`detail` text,
	FOREIGN KEY (`command_id`) REFERENCES `commands`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `command_attempts_command` ON `command_attempts` (`command_id`,`id`);--> statement-breakpoint
CREATE TABLE `commands` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`order_no` text NOT NULL,
	`subject_id` text NOT NULL,
	`amount_fen` integer NOT NULL,
	`body` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`tries` integer NOT NULL,
	`sent_at` integer,
	`next_attempt_at` integer,
	`lease_until` integer,
	`lease_owner` text,
	`last_error` text,
	`reference` text,
	`result_code` text,
	`result_message` text,
	`delivery` text,
	`proposal` text,
	`proposed_at` integer,
	`created_at` integer NOT NULL,
	`decided_at` integer
);
--> statement-breakpoint
CREATE INDEX `commands_due` ON `commands` (`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `commands_state` ON `commands` (`state`,`created_at`);--> statement-breakpoint
CREATE INDEX `commands_created` ON `commands` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `commands_order` ON `commands` (`order_no`);--> statement-breakpoint
CREATE UNIQUE INDEX `commands_subject` ON `commands` (`kind`,`subject_id`);--> statement-breakpoint
CREATE TABLE `refunds` (
	`id` text PRIMARY KEY NOT NULL,
	`order_no` text NOT NULL,
	`out_trade_no` text NOT NULL,
	`channel` text,
	`n` integer NOT NULL,
	`ticket_number` text,
	`customer_id` text NOT NULL,
	`amount_fen` integer NOT NULL,
	`refunded_before_fen` integer NOT NULL,
	`reason_code` text NOT NULL,
	`note` text,
	`state` text NOT NULL,
	`route` text NOT NULL,
	`gate` text NOT NULL,
	`second_person_reasons` text NOT NULL,
	`facts_hash` text NOT NULL,
	`requested_by_kind` text NOT NULL,
	`requested_by_id` text NOT NULL,
	`requested_by_name` text NOT NULL,
	`requested_at` integer NOT NULL,
	`decided_by_kind` text,
	`decided_by_id` text,
	`decided_by_name` text,
	`decided_at` integer,
	`decision_note` text,
	`reference` text,
	`failure` text,
	`attempts` integer NOT NULL,
	`next_attempt_at` integer,
	`lease_until` integer,
	`settled_at` integer
);
--> statement-breakpoint
CREATE INDEX `refunds_order` ON `refunds` (`order_no`);--> statement-breakpoint
CREATE INDEX `refunds_state` ON `refunds` (`state`,`requested_at`);--> statement-breakpoint
CREATE INDEX `refunds_requested` ON `refunds` (`requested_at`,`id`);--> statement-breakpoint
CREATE INDEX `refunds_due` ON `refunds` (`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `refunds_ticket` ON `refunds` (`ticket_number`);--> statement-breakpoint
CREATE UNIQUE INDEX `refunds_number` ON `refunds` (`out_trade_no`,`n`);--> statement-breakpoint
CREATE UNIQUE INDEX `refunds_one_live` ON `refunds` (`out_trade_no`) WHERE state in ('pending_approval', 'executing', 'unknown');--> statement-breakpoint
ALTER TABLE `payments` ADD `gateway_state` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `gateway_via` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `gateway_fen` integer;--> statement-breakpoint
CREATE INDEX `payments_paid` ON `payments` (`channel`,`paid_at`,`out_trade_no`);--> statement-breakpoint
ALTER TABLE `topups` ADD `draws` text;--> statement-breakpoint
ALTER TABLE `topups` ADD `reference` text;--> statement-breakpoint
ALTER TABLE `topups` ADD `failure` text;--> statement-breakpoint
ALTER TABLE `topups` ADD `settled_at` integer;