DROP INDEX `tickets_open_rank`;--> statement-breakpoint
CREATE INDEX `tickets_open_pressing` ON `tickets` (`rank`,(0 - amount_key),`opened_at`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
ALTER TABLE `desk_views` ADD `counted_to` text;--> statement-breakpoint
CREATE INDEX `appeals_opened` ON `appeals` (`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `attachments_pictures` ON `attachments` (`id`) WHERE phash is not null;--> statement-breakpoint
CREATE INDEX `attachments_message` ON `attachments` (`message_id`) WHERE message_id is not null;--> statement-breakpoint
-- Lists that were not counted because they hold ended tickets are counted from now on, from their first ticket.
UPDATE `desk_views` SET `counted` = 1, `counted_to` = ''
WHERE `counted` = 0 AND `deleted_at` IS NULL AND json_extract(`filter`, '$.followed') IS NULL AND json_extract(`filter`, '$.called') IS NULL;
--> statement-breakpoint
-- A session could count as confirmed by somebody else's second factor (docs/decisions/0086): everybody shows theirs again.
UPDATE `session` SET `second_factor_at` = NULL, `second_factor_via` = NULL;
