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
	`leaf_index` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `evidence_entries_ref` ON `evidence_entries` (`kind`,`ref`);--> statement-breakpoint
CREATE UNIQUE INDEX `evidence_entries_leaf` ON `evidence_entries` (`leaf_index`);--> statement-breakpoint
CREATE TABLE `evidence_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`origin` text NOT NULL,
	`public_key` text NOT NULL,
	`sealed_private` text,
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
-- An entry is given its place in the log once; nothing else of it changes.
CREATE TRIGGER `evidence_entries_place_once` BEFORE UPDATE ON `evidence_entries`
WHEN OLD.`leaf_index` IS NOT NULL OR NEW.`id` IS NOT OLD.`id` OR NEW.`kind` IS NOT OLD.`kind` OR NEW.`ref` IS NOT OLD.`ref` OR NEW.`at` IS NOT OLD.`at` OR NEW.`salt` IS NOT OLD.`salt` OR NEW.`digest` IS NOT OLD.`digest` OR NEW.`mac` IS NOT OLD.`mac`
BEGIN
  SELECT RAISE(ABORT, 'evidence_entries is append-only');
END;
