ALTER TABLE `commands` ADD `proposed_at` integer;--> statement-breakpoint
CREATE INDEX `commands_created` ON `commands` (`created_at`,`id`);