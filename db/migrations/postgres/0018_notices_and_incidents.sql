CREATE TABLE "alert_rules" (
	"id" text PRIMARY KEY NOT NULL,
	"measure" text NOT NULL,
	"threshold" bigint NOT NULL,
	"window_s" integer NOT NULL,
	"severity" text NOT NULL,
	"enabled" boolean NOT NULL,
	"version" integer NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" text PRIMARY KEY NOT NULL,
	"rule_id" text NOT NULL,
	"measure" text NOT NULL,
	"key" text NOT NULL,
	"state" text NOT NULL,
	"severity" text NOT NULL,
	"value" bigint NOT NULL,
	"threshold" bigint NOT NULL,
	"bad" integer NOT NULL,
	"good" integer NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"acked_by_id" text,
	"acked_by_name" text,
	"acked_at" timestamp (3) with time zone,
	"over_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "incident_events" (
	"id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"type" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"text" text,
	"count" integer,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "incident_notices" (
	"incident_id" text NOT NULL,
	"ticket_id" text NOT NULL,
	"told_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "incident_notices_incident_id_ticket_id_pk" PRIMARY KEY("incident_id","ticket_id")
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" text PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"title" text NOT NULL,
	"cause_code" text NOT NULL,
	"channel" text NOT NULL,
	"state" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone,
	"notice_zh" text,
	"notice_en" text,
	"noticed_at" timestamp (3) with time zone,
	"bulk_job_id" text,
	"usual" integer NOT NULL,
	"seen" integer NOT NULL,
	"opened_by_id" text,
	"opened_by_name" text,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"resolved_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "route_minutes" (
	"process_id" text NOT NULL,
	"route" text NOT NULL,
	"minute" timestamp (3) with time zone NOT NULL,
	"n" integer NOT NULL,
	"errors" integer NOT NULL,
	"buckets" jsonb NOT NULL,
	CONSTRAINT "route_minutes_process_id_route_minute_pk" PRIMARY KEY("process_id","route","minute")
);
--> statement-breakpoint
CREATE TABLE "notice_templates" (
	"kind" text NOT NULL,
	"locale" text NOT NULL,
	"version" integer NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"active" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by_id" text NOT NULL,
	"created_by_name" text NOT NULL,
	CONSTRAINT "notice_templates_kind_locale_version_pk" PRIMARY KEY("kind","locale","version")
);
--> statement-breakpoint
CREATE TABLE "robots" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"sealed" text NOT NULL,
	"hint" text NOT NULL,
	"kinds" jsonb NOT NULL,
	"locale" text NOT NULL,
	"enabled" boolean NOT NULL,
	"next_at" timestamp (3) with time zone,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"receiver" text NOT NULL,
	"channel" text NOT NULL,
	"notice_id" text,
	"event_key" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"params" jsonb NOT NULL,
	"shown_address" text NOT NULL,
	"urgent" boolean NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"lease_owner" text,
	"lease_until" timestamp (3) with time zone,
	"message_id" text,
	"error" text,
	"reference" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "staff_notices" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"params" jsonb NOT NULL,
	"event_key" text NOT NULL,
	"read_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff_preferences" (
	"person_id" text PRIMARY KEY NOT NULL,
	"wanted" jsonb NOT NULL,
	"quiet_from" integer,
	"quiet_to" integer,
	"zone" text NOT NULL,
	"digest" text NOT NULL,
	"digest_minute" integer NOT NULL,
	"locale" text NOT NULL,
	"phone" text,
	"shown_phone" text,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"endpoint_id" text NOT NULL,
	"event_id" text NOT NULL,
	"topic" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"lease_owner" text,
	"lease_until" timestamp (3) with time zone,
	"last_status" integer,
	"last_error" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"delivered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoints" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"secrets" text NOT NULL,
	"old_secret_until" timestamp (3) with time zone,
	"topics" jsonb NOT NULL,
	"enabled" boolean NOT NULL,
	"disabled_reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by_name" text NOT NULL,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_one_live" ON "alerts" USING btree ("rule_id","key") WHERE over_at is null;--> statement-breakpoint
CREATE INDEX "alerts_state" ON "alerts" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "incident_events_incident" ON "incident_events" USING btree ("incident_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_number" ON "incidents" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_one_live" ON "incidents" USING btree ("cause_code","channel") WHERE state in ('proposed', 'open', 'mitigated');--> statement-breakpoint
CREATE INDEX "incidents_state" ON "incidents" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "route_minutes_minute" ON "route_minutes" USING btree ("minute");--> statement-breakpoint
CREATE UNIQUE INDEX "notice_templates_active" ON "notice_templates" USING btree ("kind","locale") WHERE active;--> statement-breakpoint
CREATE UNIQUE INDEX "staff_deliveries_once" ON "staff_deliveries" USING btree ("receiver","channel","event_key");--> statement-breakpoint
CREATE INDEX "staff_deliveries_due" ON "staff_deliveries" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE INDEX "staff_deliveries_state" ON "staff_deliveries" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "staff_deliveries_receiver" ON "staff_deliveries" USING btree ("receiver","id");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_notices_once" ON "staff_notices" USING btree ("person_id","event_key");--> statement-breakpoint
CREATE INDEX "staff_notices_person" ON "staff_notices" USING btree ("person_id","id");--> statement-breakpoint
CREATE INDEX "staff_notices_unread" ON "staff_notices" USING btree ("person_id","id") WHERE read_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_deliveries_once" ON "webhook_deliveries" USING btree ("endpoint_id","event_id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_endpoint" ON "webhook_deliveries" USING btree ("endpoint_id","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_state" ON "webhook_deliveries" USING btree ("state","id");--> statement-breakpoint
-- What was done about an incident stays as it is: mistakes are corrected by new rows.
CREATE TRIGGER "incident_events_append_only" BEFORE UPDATE OR DELETE ON "incident_events"
FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "incident_events_no_truncate" BEFORE TRUNCATE ON "incident_events"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
