-- Lists about who follows a ticket or was called in it have a kept number too (docs/decisions/0053): these are counted from the beginning.
UPDATE `desk_views` SET `counted_to` = '' WHERE `counted` = 0 AND `deleted_at` IS NULL;
--> statement-breakpoint
ALTER TABLE `desk_views` DROP COLUMN `counted`;
