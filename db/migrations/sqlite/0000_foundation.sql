CREATE TABLE `diagnoses` (
	`id` text PRIMARY KEY NOT NULL,
	`pack_version` text NOT NULL,
	`locale` text NOT NULL,
	`order_no` text,
	`payment_no` text,
	`customer_id` text,
	`owner` integer NOT NULL,
	`cause_code` text,
	`charge_state` text NOT NULL,
	`outcome_kind` text,
	`wait_until` integer,
	`ticket_number` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `diagnoses_wait` ON `diagnoses` (`wait_until`);--> statement-breakpoint
CREATE INDEX `diagnoses_order` ON `diagnoses` (`order_no`);--> statement-breakpoint
CREATE TABLE `diagnosis_log` (
	`diagnosis_id` text NOT NULL,
	`seq` integer NOT NULL,
	`kind` text NOT NULL,
	`data` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`diagnosis_id`, `seq`),
	FOREIGN KEY (`diagnosis_id`) REFERENCES `diagnoses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `account` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`provider_id` text NOT NULL,
	`user_id` text NOT NULL,
	`access_token` text,
	`refresh_token` text,
	`id_token` text,
	`access_token_expires_at` integer,
	`refresh_token_expires_at` integer,
	`scope` text,
	`password` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `account_user` ON `account` (`user_id`);--> statement-breakpoint
CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`hint` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_hash` ON `api_keys` (`hash`);--> statement-breakpoint
CREATE TABLE `audit_heads` (
	`chain` integer PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `audit_log` (
	`chain` integer NOT NULL,
	`seq` integer NOT NULL,
	`id` text NOT NULL,
	`at` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`data` text NOT NULL,
	`prev_hash` text NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`chain`, `seq`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `audit_log_id` ON `audit_log` (`id`);--> statement-breakpoint
CREATE INDEX `audit_log_subject` ON `audit_log` (`subject`,`at`);--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`actor_id` text NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`status` integer,
	`body` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`actor_id`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_created` ON `idempotency_keys` (`created_at`);--> statement-breakpoint
CREATE TABLE `job_runs` (
	`name` text PRIMARY KEY NOT NULL,
	`ran_at` integer,
	`failed_at` integer,
	`error` text,
	`lease_until` integer,
	`lease_owner` text
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`topic` text NOT NULL,
	`subject` text NOT NULL,
	`payload` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `outbox_created` ON `outbox` (`created_at`);--> statement-breakpoint
CREATE INDEX `outbox_subject` ON `outbox` (`subject`,`id`);--> statement-breakpoint
CREATE TABLE `outbox_cursors` (
	`consumer` text PRIMARY KEY NOT NULL,
	`last_id` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `session` (
	`id` text PRIMARY KEY NOT NULL,
	`token` text NOT NULL,
	`user_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`ip_address` text,
	`user_agent` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `session_token` ON `session` (`token`);--> statement-breakpoint
CREATE INDEX `session_user` ON `session` (`user_id`);--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`version` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `user` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`email_verified` integer NOT NULL,
	`image` text,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_email` ON `user` (`email`);--> statement-breakpoint
CREATE TABLE `verification` (
	`id` text PRIMARY KEY NOT NULL,
	`identifier` text NOT NULL,
	`value` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `verification_identifier` ON `verification` (`identifier`);--> statement-breakpoint
CREATE TABLE `callbacks` (
	`id` text PRIMARY KEY NOT NULL,
	`order_no` text NOT NULL,
	`out_trade_no` text NOT NULL,
	`channel` text NOT NULL,
	`verified` integer NOT NULL,
	`outcome` text NOT NULL,
	`reason` text,
	`http_status` integer,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `callbacks_order` ON `callbacks` (`order_no`);--> statement-breakpoint
CREATE TABLE `channels` (
	`code` text PRIMARY KEY NOT NULL,
	`status` text,
	`status_at` integer,
	`notice` text,
	`recommended` integer,
	`single_limit_fen` integer,
	`daily_limit_fen` integer,
	`stamps` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `credits` (
	`id` text PRIMARY KEY NOT NULL,
	`order_no` text NOT NULL,
	`amount_fen` integer NOT NULL,
	`reference` text NOT NULL,
	`posted_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `credits_order` ON `credits` (`order_no`);--> statement-breakpoint
CREATE TABLE `customers` (
	`id` text PRIMARY KEY NOT NULL,
	`real_name_verified` integer,
	`frozen` integer,
	`frozen_reason` text,
	`level` text,
	`registered_at` integer,
	`first_purchase_done` integer,
	`single_limit_fen` integer,
	`daily_limit_fen` integer,
	`session_valid` integer,
	`email` text,
	`phone` text,
	`stamps` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `fulfilments` (
	`id` text PRIMARY KEY NOT NULL,
	`order_no` text NOT NULL,
	`supplier` text NOT NULL,
	`supplier_ref` text,
	`state` text NOT NULL,
	`error_code` text,
	`error_message` text,
	`credited_fen` integer,
	`submitted_at` integer,
	`decided_at` integer
);
--> statement-breakpoint
CREATE INDEX `fulfilments_order` ON `fulfilments` (`order_no`);--> statement-breakpoint
CREATE TABLE `inbound_events` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`event_id` text NOT NULL,
	`type` text NOT NULL,
	`subject` text,
	`order_no` text,
	`out_trade_no` text,
	`customer_id` text,
	`occurred_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbound_events_source_event` ON `inbound_events` (`source`,`event_id`);--> statement-breakpoint
CREATE INDEX `inbound_events_order` ON `inbound_events` (`order_no`);--> statement-breakpoint
CREATE INDEX `inbound_events_out_trade` ON `inbound_events` (`out_trade_no`);--> statement-breakpoint
CREATE INDEX `inbound_events_customer` ON `inbound_events` (`customer_id`,`occurred_at`);--> statement-breakpoint
CREATE TABLE `orders` (
	`order_no` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`product_type` text NOT NULL,
	`product_name` text NOT NULL,
	`sku` text NOT NULL,
	`face_value_fen` integer NOT NULL,
	`amount_fen` integer NOT NULL,
	`target` text NOT NULL,
	`target_server` text,
	`expires_at` integer,
	`submit_count` integer,
	`client_version` text,
	`created_at` integer NOT NULL,
	`status` text NOT NULL,
	`status_reason` text,
	`status_at` integer NOT NULL,
	`paid_fen` integer NOT NULL,
	`paid_at` integer,
	`paid_count` integer NOT NULL,
	`platform_credited_fen` integer NOT NULL,
	`credited_at` integer,
	`refunded_fen` integer NOT NULL,
	`last_event_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `orders_customer` ON `orders` (`customer_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `orders_created` ON `orders` (`created_at`);--> statement-breakpoint
CREATE TABLE `payments` (
	`order_no` text NOT NULL,
	`out_trade_no` text NOT NULL,
	`channel` text,
	`method` text,
	`amount_fen` integer NOT NULL,
	`state` text NOT NULL,
	`gateway_trade_no` text,
	`paid_fen` integer NOT NULL,
	`refunded_fen` integer NOT NULL,
	`error_code` text,
	`error_message` text,
	`attempted_at` integer NOT NULL,
	`paid_at` integer,
	`decided_at` integer,
	PRIMARY KEY(`order_no`, `out_trade_no`)
);
--> statement-breakpoint
CREATE INDEX `payments_out_trade` ON `payments` (`out_trade_no`);--> statement-breakpoint
CREATE INDEX `payments_gateway_trade` ON `payments` (`gateway_trade_no`);--> statement-breakpoint
CREATE INDEX `payments_channel` ON `payments` (`channel`,`attempted_at`);--> statement-breakpoint
CREATE TABLE `products` (
	`sku` text PRIMARY KEY NOT NULL,
	`stock` integer,
	`restock_at` integer,
	`stamps` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `risk_flags` (
	`id` text PRIMARY KEY NOT NULL,
	`order_no` text,
	`customer_id` text NOT NULL,
	`rule` text NOT NULL,
	`side` text NOT NULL,
	`severity` text,
	`review_id` text,
	`state` text NOT NULL,
	`flagged_at` integer NOT NULL,
	`decided_at` integer
);
--> statement-breakpoint
CREATE INDEX `risk_flags_order` ON `risk_flags` (`order_no`);--> statement-breakpoint
CREATE INDEX `risk_flags_customer` ON `risk_flags` (`customer_id`);--> statement-breakpoint
CREATE TABLE `attachments` (
	`id` text PRIMARY KEY NOT NULL,
	`owner_key` text NOT NULL,
	`ticket_id` text,
	`message_id` text,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`sha256` text NOT NULL,
	`media_type` text NOT NULL,
	`width` integer,
	`height` integer,
	`bytes` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `attachments_owner` ON `attachments` (`owner_key`);--> statement-breakpoint
CREATE INDEX `attachments_ticket` ON `attachments` (`ticket_id`);--> statement-breakpoint
CREATE INDEX `attachments_sha` ON `attachments` (`sha256`);--> statement-breakpoint
CREATE TABLE `inbox_messages` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`kind` text NOT NULL,
	`order_no` text,
	`ticket_number` text,
	`params` text NOT NULL,
	`event_id` text NOT NULL,
	`read` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_messages_event` ON `inbox_messages` (`event_id`);--> statement-breakpoint
CREATE INDEX `inbox_messages_customer` ON `inbox_messages` (`customer_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `sla_targets` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`metric` text NOT NULL,
	`policy_version` text NOT NULL,
	`calendar_version` text NOT NULL,
	`started_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`paused_at` integer,
	`decided_at` integer,
	`outcome` text,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sla_targets_ticket` ON `sla_targets` (`ticket_id`);--> statement-breakpoint
CREATE INDEX `sla_targets_due` ON `sla_targets` (`outcome`,`due_at`);--> statement-breakpoint
CREATE INDEX `sla_targets_decided` ON `sla_targets` (`decided_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `sla_targets_instance` ON `sla_targets` (`ticket_id`,`metric`,`started_at`);--> statement-breakpoint
CREATE TABLE `ticket_events` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`type` text NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`before` text,
	`after` text,
	`at` integer NOT NULL,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `ticket_events_ticket` ON `ticket_events` (`ticket_id`,`at`,`id`);--> statement-breakpoint
CREATE TABLE `ticket_messages` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`author` text NOT NULL,
	`author_id` text NOT NULL,
	`author_name` text NOT NULL,
	`visibility` text NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `ticket_messages_ticket` ON `ticket_messages` (`ticket_id`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `ticket_sequences` (
	`day` text PRIMARY KEY NOT NULL,
	`last` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tickets` (
	`id` text PRIMARY KEY NOT NULL,
	`number` text NOT NULL,
	`order_no` text,
	`customer_id` text,
	`diagnosis_id` text,
	`status` text NOT NULL,
	`priority` text NOT NULL,
	`claim` text NOT NULL,
	`cause_code` text NOT NULL,
	`charge_state` text NOT NULL,
	`amount_fen` integer,
	`product_name` text,
	`channel` text,
	`payment_no` text,
	`target` text,
	`error_text` text,
	`occurred_at` integer,
	`stuck_since` integer,
	`description` text,
	`contact` text,
	`locale` text NOT NULL,
	`diagnosis` text NOT NULL,
	`assignee_id` text,
	`tags` text NOT NULL,
	`snooze_until` integer,
	`access_hash` text NOT NULL,
	`opened_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`first_reply_at` integer,
	`first_resolved_at` integer,
	`resolved_at` integer,
	`closed_at` integer,
	`reopen_count` integer NOT NULL,
	`public_reply_count` integer NOT NULL,
	`next_due_at` integer,
	`next_due_metric` text,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_number` ON `tickets` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_one_open_per_order` ON `tickets` (`order_no`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX `tickets_queue` ON `tickets` (`status`,`next_due_at`,`id`);--> statement-breakpoint
CREATE INDEX `tickets_assignee` ON `tickets` (`assignee_id`,`status`,`next_due_at`);--> statement-breakpoint
CREATE INDEX `tickets_cause` ON `tickets` (`cause_code`,`opened_at`);--> statement-breakpoint
CREATE INDEX `tickets_opened` ON `tickets` (`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `tickets_resolved` ON `tickets` (`resolved_at`);--> statement-breakpoint
CREATE INDEX `tickets_order` ON `tickets` (`order_no`);--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_access` ON `tickets` (`access_hash`);--> statement-breakpoint
CREATE TABLE `claims` (
	`key` text PRIMARY KEY NOT NULL,
	`holder_id` text NOT NULL,
	`claimed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `ledger_entries` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`order_no` text,
	`reference` text NOT NULL,
	`posted_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_entries_reference` ON `ledger_entries` (`kind`,`reference`);--> statement-breakpoint
CREATE INDEX `ledger_entries_order` ON `ledger_entries` (`order_no`);--> statement-breakpoint
CREATE TABLE `ledger_postings` (
	`id` text PRIMARY KEY NOT NULL,
	`entry_id` text NOT NULL,
	`account` text NOT NULL,
	`amount_fen` integer NOT NULL,
	FOREIGN KEY (`entry_id`) REFERENCES `ledger_entries`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `ledger_postings_entry` ON `ledger_postings` (`entry_id`);--> statement-breakpoint
CREATE INDEX `ledger_postings_account` ON `ledger_postings` (`account`);--> statement-breakpoint
CREATE TABLE `topups` (
	`id` text PRIMARY KEY NOT NULL,
	`order_no` text NOT NULL,
	`ticket_number` text,
	`customer_id` text NOT NULL,
	`amount_fen` integer NOT NULL,
	`reason_code` text NOT NULL,
	`note` text,
	`state` text NOT NULL,
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
	`decision_note` text
);
--> statement-breakpoint
CREATE INDEX `topups_order` ON `topups` (`order_no`);--> statement-breakpoint
CREATE INDEX `topups_state` ON `topups` (`state`,`requested_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `topups_one_live` ON `topups` (`order_no`) WHERE state in ('pending_approval', 'executing', 'unknown');