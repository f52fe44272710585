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
ALTER TABLE `evidence_entries` ADD `erased_at` integer;--> statement-breakpoint
CREATE INDEX `evidence_entries_erased` ON `evidence_entries` (`erased_at`,`kind`,`ref`) WHERE erased_at is not null;--> statement-breakpoint
CREATE INDEX `evidence_nodes_leaf` ON `evidence_nodes` (`hash`) WHERE level = 0;
--> statement-breakpoint
DROP TRIGGER `evidence_entries_place_once`;
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
