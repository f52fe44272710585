CREATE TABLE `proof_failures` (
	`id` text PRIMARY KEY NOT NULL,
	`subject` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `proof_failures_subject` ON `proof_failures` (`subject`,`at`);--> statement-breakpoint
CREATE INDEX `proof_failures_at` ON `proof_failures` (`at`);