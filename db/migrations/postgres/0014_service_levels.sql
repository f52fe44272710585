CREATE TABLE "calendars" (
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"content" jsonb NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "calendars_id_version_pk" PRIMARY KEY("id","version")
);
--> statement-breakpoint
CREATE TABLE "holiday_years" (
	"country" text NOT NULL,
	"year" integer NOT NULL,
	"days" jsonb NOT NULL,
	"source" text NOT NULL,
	"edited_by_name" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "holiday_years_country_year_pk" PRIMARY KEY("country","year")
);
--> statement-breakpoint
CREATE TABLE "sla_policies" (
	"version" text PRIMARY KEY NOT NULL,
	"n" integer NOT NULL,
	"name" text NOT NULL,
	"content" jsonb NOT NULL,
	"state" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"activated_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "sla_targets" ADD COLUMN "agent_due_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sla_targets" ADD COLUMN "agent_paused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sla_targets" ADD COLUMN "agent_outcome" text;--> statement-breakpoint
ALTER TABLE "sla_targets" ADD COLUMN "target_ms" bigint;--> statement-breakpoint
ALTER TABLE "sla_targets" ADD COLUMN "paused_ms" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sla_targets" ADD COLUMN "warn_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sla_targets" ADD COLUMN "warned_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sla_targets" ADD COLUMN "breached_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sla_targets" ADD COLUMN "escalate_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sla_targets" ADD COLUMN "escalated_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sla_targets" ADD COLUMN "subject" text;--> statement-breakpoint
ALTER TABLE "ticket_events" ADD COLUMN "clock" jsonb;--> statement-breakpoint
CREATE UNIQUE INDEX "sla_policies_n" ON "sla_policies" USING btree ("n");--> statement-breakpoint
CREATE UNIQUE INDEX "sla_policies_active" ON "sla_policies" USING btree ("state") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "sla_targets_warn" ON "sla_targets" USING btree ("warn_at","id") WHERE outcome is null and warned_at is null;--> statement-breakpoint
CREATE INDEX "sla_targets_breach" ON "sla_targets" USING btree ("due_at","id") WHERE outcome is null and breached_at is null;--> statement-breakpoint
CREATE INDEX "sla_targets_escalate" ON "sla_targets" USING btree ("escalate_at","id") WHERE outcome is null and breached_at is not null and escalated_at is null;--> statement-breakpoint
CREATE INDEX "tickets_ageing" ON "tickets" USING btree ("stuck_since","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream') and money_stuck and rank > 0;