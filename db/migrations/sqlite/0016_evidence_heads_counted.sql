ALTER TABLE `evidence_keys` ADD `signed` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `evidence_keys` ADD `signed_size` integer DEFAULT 0 NOT NULL;