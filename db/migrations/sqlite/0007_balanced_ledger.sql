-- Every entry balances, by constraint: its lines are written first, and the row of the entry seals them.
CREATE TABLE `__new_ledger_postings` (
	`id` text PRIMARY KEY NOT NULL,
	`entry_id` text NOT NULL,
	`account` text NOT NULL,
	`amount_fen` integer NOT NULL,
	FOREIGN KEY (`entry_id`) REFERENCES `ledger_entries`(`id`) ON UPDATE no action ON DELETE no action DEFERRABLE INITIALLY DEFERRED
);
--> statement-breakpoint
INSERT INTO `__new_ledger_postings` (`id`, `entry_id`, `account`, `amount_fen`) SELECT `id`, `entry_id`, `account`, `amount_fen` FROM `ledger_postings`;
--> statement-breakpoint
DROP TABLE `ledger_postings`;
--> statement-breakpoint
ALTER TABLE `__new_ledger_postings` RENAME TO `ledger_postings`;
--> statement-breakpoint
CREATE INDEX `ledger_postings_entry` ON `ledger_postings` (`entry_id`);
--> statement-breakpoint
CREATE INDEX `ledger_postings_account` ON `ledger_postings` (`account`);
--> statement-breakpoint
CREATE TRIGGER `ledger_postings_no_update` BEFORE UPDATE ON `ledger_postings`
BEGIN
  SELECT RAISE(ABORT, 'ledger_postings is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `ledger_postings_no_delete` BEFORE DELETE ON `ledger_postings`
BEGIN
  SELECT RAISE(ABORT, 'ledger_postings is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `ledger_postings_open` BEFORE INSERT ON `ledger_postings`
BEGIN
  SELECT RAISE(ABORT, 'ledger_postings: an amount is a whole number of fen that is not zero')
  WHERE typeof(NEW.`amount_fen`) <> 'integer' OR NEW.`amount_fen` = 0;
  SELECT RAISE(ABORT, 'ledger_postings: this entry is sealed')
  WHERE EXISTS (SELECT 1 FROM `ledger_entries` WHERE `id` = NEW.`entry_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `ledger_entries_balanced` BEFORE INSERT ON `ledger_entries`
BEGIN
  SELECT RAISE(ABORT, 'ledger_entries: an entry has at least two lines that sum to zero')
  WHERE (SELECT count(*) < 2 OR sum(`amount_fen`) <> 0 FROM `ledger_postings` WHERE `entry_id` = NEW.`id`);
END;
