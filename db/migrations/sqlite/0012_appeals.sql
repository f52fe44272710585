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
CREATE INDEX `identity_files_stored` ON `identity_files` (`stored_at`);