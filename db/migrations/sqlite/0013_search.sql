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
-- Our own pieces of words, separated by blanks: the tokeniser has only to split them. Columns are kept (not places) so that an AND can
-- skip ahead. Merging is the job's to do, not that of whoever writes: `search.index`.
CREATE VIRTUAL TABLE `search_index` USING fts5(`grams`, content='', contentless_delete=1, detail='column', tokenize='ascii');--> statement-breakpoint
INSERT INTO `search_index` (`search_index`, `rank`) VALUES ('automerge', 0);--> statement-breakpoint
INSERT INTO `search_index` (`search_index`, `rank`) VALUES ('crisismerge', 64);--> statement-breakpoint
CREATE TRIGGER `search_docs_gone` AFTER DELETE ON `search_docs` BEGIN
  DELETE FROM `search_index` WHERE `rowid` = old.`doc`;
END;
