CREATE TABLE `evidence_checkpoints` (
	`size` integer PRIMARY KEY NOT NULL,
	`root_hash` text NOT NULL,
	`note` text NOT NULL,
	`key_id` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `evidence_checkpoints_created` ON `evidence_checkpoints` (`created_at`);--> statement-breakpoint
CREATE TABLE `evidence_entries` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`ref` text NOT NULL,
	`at` integer NOT NULL,
	`salt` text NOT NULL,
	`digest` text NOT NULL,
	`mac` text NOT NULL,
	`leaf_index` integer,
	`erased_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `evidence_entries_ref` ON `evidence_entries` (`kind`,`ref`);--> statement-breakpoint
CREATE UNIQUE INDEX `evidence_entries_leaf` ON `evidence_entries` (`leaf_index`);--> statement-breakpoint
CREATE INDEX `evidence_entries_erased` ON `evidence_entries` (`erased_at`,`kind`,`ref`) WHERE erased_at is not null;--> statement-breakpoint
CREATE TABLE `evidence_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`origin` text NOT NULL,
	`public_key` text NOT NULL,
	`sealed_private` text,
	`signed` integer DEFAULT 0 NOT NULL,
	`signed_size` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`retired_at` integer
);
--> statement-breakpoint
CREATE TABLE `evidence_nodes` (
	`level` integer NOT NULL,
	`idx` integer NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`level`, `idx`)
);
--> statement-breakpoint
CREATE INDEX `evidence_nodes_leaf` ON `evidence_nodes` (`hash`) WHERE level = 0;--> statement-breakpoint
CREATE TABLE `evidence_pushes` (
	`sink` text PRIMARY KEY NOT NULL,
	`target` text NOT NULL,
	`size` integer NOT NULL,
	`delivered_at` integer,
	`attempts` integer NOT NULL,
	`next_attempt_at` integer NOT NULL,
	`last_error` text,
	`disabled_at` integer
);
--> statement-breakpoint
CREATE TABLE `customer_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`token_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `customer_sessions_token` ON `customer_sessions` (`token_hash`);--> statement-breakpoint
CREATE INDEX `customer_sessions_customer` ON `customer_sessions` (`customer_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `customer_sessions_expires` ON `customer_sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `hand_overs` (
	`jti_hash` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `hand_overs_expires` ON `hand_overs` (`expires_at`);--> statement-breakpoint
CREATE TABLE `setup_tokens` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `two_factor` (
	`id` text PRIMARY KEY NOT NULL,
	`secret` text NOT NULL,
	`backup_codes` text NOT NULL,
	`user_id` text NOT NULL,
	`verified` integer,
	`failed_verification_count` integer,
	`locked_until` integer,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `two_factor_user` ON `two_factor` (`user_id`);--> statement-breakpoint
CREATE TABLE `used_codes` (
	`user_id` text NOT NULL,
	`code_hash` text NOT NULL,
	`used_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `code_hash`),
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `used_codes_used` ON `used_codes` (`used_at`);--> statement-breakpoint
CREATE TABLE `rate_limits` (
	`key` text PRIMARY KEY NOT NULL,
	`points` integer DEFAULT 0 NOT NULL,
	`expire` integer
);
--> statement-breakpoint
CREATE TABLE `passkey_challenges` (
	`challenge` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`user_id` text,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `passkey_challenges_expires` ON `passkey_challenges` (`expires_at`);--> statement-breakpoint
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`credential_id` text NOT NULL,
	`public_key` text NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`synced` integer NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `passkeys_credential` ON `passkeys` (`credential_id`);--> statement-breakpoint
CREATE INDEX `passkeys_user` ON `passkeys` (`user_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`role` text NOT NULL,
	`token_hash` text NOT NULL,
	`invited_by_id` text NOT NULL,
	`invited_by_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`accepted_at` integer,
	`revoked_at` integer,
	`user_id` text,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_token` ON `invitations` (`token_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_one_open` ON `invitations` (`email`) WHERE accepted_at is null and revoked_at is null;--> statement-breakpoint
CREATE INDEX `invitations_created` ON `invitations` (`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `sign_in_attempts` (
	`key` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`wait_until` integer,
	`tried_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sign_in_attempts_tried` ON `sign_in_attempts` (`tried_at`);--> statement-breakpoint
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
CREATE INDEX `reveals_subject` ON `reveals` (`subject`,`at`);--> statement-breakpoint
CREATE TABLE `sealed_keys` (
	`purpose` text PRIMARY KEY NOT NULL,
	`sealed` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `session` ADD `second_factor_at` integer;--> statement-breakpoint
ALTER TABLE `session` ADD `second_factor_via` text;--> statement-breakpoint
ALTER TABLE `user` ADD `two_factor_enabled` integer;--> statement-breakpoint
ALTER TABLE `user` ADD `disabled_at` integer;--> statement-breakpoint
ALTER TABLE `user` ADD `last_seen_at` integer;
--> statement-breakpoint
CREATE TRIGGER `evidence_nodes_no_update` BEFORE UPDATE ON `evidence_nodes`
BEGIN
  SELECT RAISE(ABORT, 'evidence_nodes is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `evidence_nodes_no_delete` BEFORE DELETE ON `evidence_nodes`
BEGIN
  SELECT RAISE(ABORT, 'evidence_nodes is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `evidence_checkpoints_no_update` BEFORE UPDATE ON `evidence_checkpoints`
BEGIN
  SELECT RAISE(ABORT, 'evidence_checkpoints is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `evidence_checkpoints_no_delete` BEFORE DELETE ON `evidence_checkpoints`
BEGIN
  SELECT RAISE(ABORT, 'evidence_checkpoints is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `evidence_entries_no_delete` BEFORE DELETE ON `evidence_entries`
BEGIN
  SELECT RAISE(ABORT, 'evidence_entries is append-only');
END;
--> statement-breakpoint
-- An entry is given its place in the log once, and its salt is forgotten once; nothing else of it changes.
CREATE TRIGGER `evidence_entries_place_once` BEFORE UPDATE ON `evidence_entries`
WHEN NEW.`id` IS NOT OLD.`id` OR NEW.`kind` IS NOT OLD.`kind` OR NEW.`ref` IS NOT OLD.`ref` OR NEW.`at` IS NOT OLD.`at` OR NEW.`digest` IS NOT OLD.`digest` OR NEW.`mac` IS NOT OLD.`mac`
  OR NOT (
    (NEW.`salt` IS OLD.`salt` AND NEW.`erased_at` IS OLD.`erased_at` AND OLD.`leaf_index` IS NULL)
    OR (NEW.`leaf_index` IS OLD.`leaf_index` AND OLD.`erased_at` IS NULL AND NEW.`erased_at` IS NOT NULL AND NEW.`salt` = '')
  )
BEGIN
  SELECT RAISE(ABORT, 'evidence_entries is append-only');
END;
