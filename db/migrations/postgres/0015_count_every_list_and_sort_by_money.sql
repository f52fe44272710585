DROP INDEX "tickets_open_rank";--> statement-breakpoint
ALTER TABLE "desk_views" ADD COLUMN "counted_to" text;--> statement-breakpoint
CREATE INDEX "appeals_opened" ON "appeals" USING btree ("opened_at","id");--> statement-breakpoint
CREATE INDEX "attachments_pictures" ON "attachments" USING btree ("id") WHERE phash is not null;--> statement-breakpoint
CREATE INDEX "attachments_message" ON "attachments" USING btree ("message_id") WHERE message_id is not null;--> statement-breakpoint
CREATE INDEX "tickets_open_pressing" ON "tickets" USING btree ("rank",(0 - amount_key),"opened_at","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
-- Lists that were not counted because they hold ended tickets are counted from now on, from their first ticket.
UPDATE "desk_views" SET "counted" = true, "counted_to" = ''
WHERE NOT "counted" AND "deleted_at" IS NULL AND NOT jsonb_exists_any("filter", array['followed', 'called']);
--> statement-breakpoint
-- A session could count as confirmed by somebody else's second factor (docs/decisions/0086): everybody shows theirs again.
UPDATE "session" SET "second_factor_at" = NULL, "second_factor_via" = NULL;
