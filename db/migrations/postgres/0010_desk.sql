CREATE TABLE "desk_deltas" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"n" integer NOT NULL,
	"fen" bigint DEFAULT 0 NOT NULL,
	"ms" bigint DEFAULT 0 NOT NULL,
	"bucket" integer
);
--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "queue" text DEFAULT 'general' NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "rank" integer DEFAULT 2 NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "amount_key" bigint DEFAULT -1 NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "due_state" text DEFAULT 'none' NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "asleep" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "snooze_event" text;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "money_stuck" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "public_updated_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "last_customer_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "last_public_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "unanswered_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "resolved_by_id" text;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "escalated_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "merged_into" text;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "incident_id" text;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "fields" jsonb;--> statement-breakpoint
CREATE INDEX "desk_deltas_key" ON "desk_deltas" USING btree ("kind","key");--> statement-breakpoint
CREATE INDEX "tickets_open_rank" ON "tickets" USING btree ("rank","amount_key","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX "tickets_open_amount" ON "tickets" USING btree ("amount_key","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX "tickets_open_age" ON "tickets" USING btree ("opened_at","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX "tickets_open_touched" ON "tickets" USING btree ("updated_at","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX "tickets_open_unanswered" ON "tickets" USING btree ("unanswered_since","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream') and unanswered_since is not null;--> statement-breakpoint
CREATE INDEX "tickets_open_queue" ON "tickets" USING btree ("queue","next_due_at","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX "tickets_open_assignee" ON "tickets" USING btree ("assignee_id","next_due_at","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX "tickets_open_state" ON "tickets" USING btree ("due_state","next_due_at","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX "tickets_asleep" ON "tickets" USING btree ("snooze_until","id") WHERE asleep;--> statement-breakpoint
CREATE INDEX "tickets_merged" ON "tickets" USING btree ("merged_into") WHERE merged_into is not null;--> statement-breakpoint
CREATE INDEX "tickets_incident" ON "tickets" USING btree ("incident_id","id") WHERE incident_id is not null;--> statement-breakpoint
CREATE INDEX "tickets_customer" ON "tickets" USING btree ("customer_id","opened_at");--> statement-breakpoint
CREATE INDEX "tickets_updated" ON "tickets" USING btree ("updated_at","id");
--> statement-breakpoint
-- What lists sort by, of the tickets that are there already. How each stands with its clocks is put right by the clock's first look.
UPDATE "tickets" SET
  "rank" = case "priority" when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 else 3 end,
  "amount_key" = coalesce("amount_fen", -1),
  "due_state" = case when status in ('new', 'open', 'waiting_customer', 'waiting_upstream') and "next_due_at" < '9999-12-31T00:00:00.000Z' then 'ok' else 'none' end,
  "asleep" = status in ('new', 'open', 'waiting_customer', 'waiting_upstream') and "snooze_until" is not null and "snooze_until" > now(),
  "money_stuck" = exists (select 1 from "sla_targets" t where t."ticket_id" = "tickets"."id" and t."metric" = 'verification'),
  "public_updated_at" = "updated_at",
  "last_customer_at" = (select max(m."created_at") from "ticket_messages" m where m."ticket_id" = "tickets"."id" and m."author" = 'customer'),
  "last_public_at" = (select max(m."created_at") from "ticket_messages" m where m."ticket_id" = "tickets"."id" and m."author" = 'staff' and m."visibility" = 'public'),
  "unanswered_since" = (select min(t."started_at") from "sla_targets" t where t."ticket_id" = "tickets"."id" and t."metric" in ('first_response', 'next_response') and t."outcome" is null);
