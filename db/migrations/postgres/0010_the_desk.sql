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
CREATE TABLE "article_versions" (
	"slug" text NOT NULL,
	"version" integer NOT NULL,
	"title_zh" text NOT NULL,
	"title_en" text NOT NULL,
	"body_zh" text NOT NULL,
	"body_en" text NOT NULL,
	"note" text,
	"by_id" text NOT NULL,
	"by_name" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "article_versions_slug_version_pk" PRIMARY KEY("slug","version")
);
--> statement-breakpoint
CREATE TABLE "articles" (
	"slug" text PRIMARY KEY NOT NULL,
	"cause_code" text,
	"version" integer NOT NULL,
	"shown_version" integer,
	"position" integer NOT NULL,
	"pack_hash" text,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "automation_rules" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"enabled" boolean NOT NULL,
	"version" integer NOT NULL,
	"content" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "rule_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"event_id" text NOT NULL,
	"rule_id" text NOT NULL,
	"version" integer NOT NULL,
	"number" text NOT NULL,
	"outcome" text NOT NULL,
	"actions" jsonb NOT NULL,
	"depth" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rule_versions" (
	"rule_id" text NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"enabled" boolean NOT NULL,
	"content" jsonb NOT NULL,
	"by_id" text NOT NULL,
	"by_name" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "rule_versions_rule_id_version_pk" PRIMARY KEY("rule_id","version")
);
--> statement-breakpoint
CREATE TABLE "transfer_keys" (
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"ref" text NOT NULL,
	"transfer_id" text NOT NULL,
	CONSTRAINT "transfer_keys_kind_key_pk" PRIMARY KEY("kind","key")
);
--> statement-breakpoint
CREATE TABLE "transfer_problems" (
	"transfer_id" text NOT NULL,
	"line" integer NOT NULL,
	"column_name" text NOT NULL,
	"code" text NOT NULL,
	CONSTRAINT "transfer_problems_transfer_id_line_column_name_pk" PRIMARY KEY("transfer_id","line","column_name")
);
--> statement-breakpoint
CREATE TABLE "transfers" (
	"id" text PRIMARY KEY NOT NULL,
	"direction" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"sha256" text,
	"file_name" text NOT NULL,
	"bytes" integer NOT NULL,
	"total" integer NOT NULL,
	"good" integer NOT NULL,
	"done" integer NOT NULL,
	"same" integer NOT NULL,
	"bad" integer NOT NULL,
	"at_row" integer NOT NULL,
	"masked" boolean NOT NULL,
	"filter" jsonb,
	"error" text,
	"by_id" text NOT NULL,
	"by_name" text NOT NULL,
	"actor" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bulk_jobs" (
	"id" text PRIMARY KEY NOT NULL,
	"action" jsonb NOT NULL,
	"requested_by" text NOT NULL,
	"requested_name" text NOT NULL,
	"actor" jsonb NOT NULL,
	"state" text NOT NULL,
	"total" integer NOT NULL,
	"done" integer NOT NULL,
	"failed" integer NOT NULL,
	"undo_of" text,
	"run_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "bulk_rows" (
	"job_id" text NOT NULL,
	"n" integer NOT NULL,
	"number" text NOT NULL,
	"state" text NOT NULL,
	"before" jsonb,
	"version" integer,
	"error_code" text,
	CONSTRAINT "bulk_rows_job_id_n_pk" PRIMARY KEY("job_id","n")
);
--> statement-breakpoint
CREATE TABLE "desk_views" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"owner_id" text,
	"filter" jsonb NOT NULL,
	"sort" text NOT NULL,
	"position" integer NOT NULL,
	"counted" boolean NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "snooze_waits" (
	"ticket_id" text PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"event" text NOT NULL,
	"order_no" text,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "view_counts" (
	"key" text PRIMARY KEY NOT NULL,
	"n" integer NOT NULL
);
--> statement-breakpoint
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
CREATE TABLE "metric_builds" (
	"id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"built_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "metric_cells" (
	"metric" text NOT NULL,
	"dim" text NOT NULL,
	"grain" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"key" text NOT NULL,
	"n" integer NOT NULL,
	"fen" bigint NOT NULL,
	"ms" bigint NOT NULL,
	"buckets" jsonb,
	CONSTRAINT "metric_cells_metric_dim_grain_at_key_pk" PRIMARY KEY("metric","dim","grain","at","key")
);
--> statement-breakpoint
CREATE TABLE "report_mails" (
	"id" text PRIMARY KEY NOT NULL,
	"schedule_id" text NOT NULL,
	"person_id" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"late" boolean NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "report_schedules" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"board" text NOT NULL,
	"period" text NOT NULL,
	"weekday" integer,
	"hour" integer NOT NULL,
	"minute" integer NOT NULL,
	"zone" text NOT NULL,
	"locale" text NOT NULL,
	"people_ids" jsonb NOT NULL,
	"enabled" boolean NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"created_by_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_docs" (
	"doc" bigint PRIMARY KEY NOT NULL,
	"ticket_id" text NOT NULL,
	"kind" text NOT NULL,
	"ref" text NOT NULL,
	"digest" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_keys" (
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"ticket_id" text NOT NULL,
	CONSTRAINT "search_keys_key_kind_ticket_id_pk" PRIMARY KEY("key","kind","ticket_id")
);
--> statement-breakpoint
CREATE TABLE "search_state" (
	"id" text PRIMARY KEY NOT NULL,
	"doc" bigint NOT NULL,
	"before" text,
	"done" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people_states" (
	"person_id" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"max_open" integer NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shifts" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone NOT NULL,
	"planned_by_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "skills" (
	"person_id" text NOT NULL,
	"queue" text NOT NULL,
	"level" integer NOT NULL,
	CONSTRAINT "skills_person_id_queue_pk" PRIMARY KEY("person_id","queue")
);
--> statement-breakpoint
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
CREATE TABLE "callback_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"ticket_id" text NOT NULL,
	"number" text NOT NULL,
	"phone" text,
	"shown_phone" text NOT NULL,
	"slot_from" timestamp (3) with time zone NOT NULL,
	"slot_to" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"taken_by_id" text,
	"taken_by_name" text,
	"note" text,
	"tries" integer NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"reminded_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "desk_fields" (
	"key" text PRIMARY KEY NOT NULL,
	"label" jsonb NOT NULL,
	"kind" text NOT NULL,
	"options" jsonb NOT NULL,
	"position" integer NOT NULL,
	"required_on" jsonb NOT NULL,
	"version" integer NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "desk_tags" (
	"name" text PRIMARY KEY NOT NULL,
	"colour" text NOT NULL,
	"about" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "macro_versions" (
	"macro_id" text NOT NULL,
	"version" integer NOT NULL,
	"content" jsonb NOT NULL,
	"by_id" text NOT NULL,
	"by_name" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "macro_versions_macro_id_version_pk" PRIMARY KEY("macro_id","version")
);
--> statement-breakpoint
CREATE TABLE "macros" (
	"id" text PRIMARY KEY NOT NULL,
	"owner_id" text,
	"version" integer NOT NULL,
	"uses" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "presences" (
	"subject" text NOT NULL,
	"person_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "presences_subject_person_id_pk" PRIMARY KEY("subject","person_id")
);
--> statement-breakpoint
CREATE TABLE "ratings" (
	"ticket_id" text NOT NULL,
	"round" integer NOT NULL,
	"good" boolean NOT NULL,
	"comment" text,
	"at" timestamp (3) with time zone NOT NULL,
	"resolved_at" timestamp (3) with time zone NOT NULL,
	"version" integer NOT NULL,
	CONSTRAINT "ratings_ticket_id_round_pk" PRIMARY KEY("ticket_id","round")
);
--> statement-breakpoint
CREATE TABLE "read_marks" (
	"ticket_id" text NOT NULL,
	"reader" text NOT NULL,
	"message_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "read_marks_ticket_id_reader_pk" PRIMARY KEY("ticket_id","reader")
);
--> statement-breakpoint
CREATE TABLE "ticket_drafts" (
	"ticket_id" text NOT NULL,
	"person_id" text NOT NULL,
	"visibility" text NOT NULL,
	"body" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ticket_drafts_ticket_id_person_id_pk" PRIMARY KEY("ticket_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "ticket_followers" (
	"ticket_id" text NOT NULL,
	"person_id" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ticket_followers_ticket_id_person_id_pk" PRIMARY KEY("ticket_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "ticket_links" (
	"id" text PRIMARY KEY NOT NULL,
	"from_id" text NOT NULL,
	"to_id" text NOT NULL,
	"kind" text NOT NULL,
	"before" jsonb,
	"by_id" text NOT NULL,
	"by_name" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "ticket_mentions" (
	"message_id" text NOT NULL,
	"person_id" text NOT NULL,
	"ticket_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"read_at" timestamp (3) with time zone,
	CONSTRAINT "ticket_mentions_message_id_person_id_pk" PRIMARY KEY("message_id","person_id")
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
ALTER TABLE "attachments" ADD COLUMN "redacted_of" text;--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "redaction" jsonb;--> statement-breakpoint
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
ALTER TABLE "tickets" ADD COLUMN "requester_wait_ms" bigint;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "agent_work_ms" bigint;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "rated_good" boolean;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "merged_into" text;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "incident_id" text;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "fields" jsonb;--> statement-breakpoint
ALTER TABLE "macro_versions" ADD CONSTRAINT "macro_versions_macro_id_macros_id_fk" FOREIGN KEY ("macro_id") REFERENCES "public"."macros"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "desk_deltas_key" ON "desk_deltas" USING btree ("kind","key");--> statement-breakpoint
CREATE INDEX "automation_rules_order" ON "automation_rules" USING btree ("position","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "rule_runs_once" ON "rule_runs" USING btree ("event_id","rule_id");--> statement-breakpoint
CREATE INDEX "rule_runs_rule" ON "rule_runs" USING btree ("rule_id","at","id");--> statement-breakpoint
CREATE INDEX "rule_runs_ticket" ON "rule_runs" USING btree ("number","at");--> statement-breakpoint
CREATE INDEX "rule_runs_waiting" ON "rule_runs" USING btree ("event_id") WHERE outcome = 'waiting';--> statement-breakpoint
CREATE INDEX "transfer_keys_transfer" ON "transfer_keys" USING btree ("transfer_id");--> statement-breakpoint
CREATE INDEX "transfers_created" ON "transfers" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "transfers_running" ON "transfers" USING btree ("created_at") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "transfers_expiring" ON "transfers" USING btree ("expires_at") WHERE sha256 is not null;--> statement-breakpoint
CREATE INDEX "bulk_jobs_waiting" ON "bulk_jobs" USING btree ("run_at","id") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "bulk_jobs_by" ON "bulk_jobs" USING btree ("requested_by","created_at");--> statement-breakpoint
CREATE INDEX "bulk_jobs_undo" ON "bulk_jobs" USING btree ("undo_of") WHERE undo_of is not null;--> statement-breakpoint
CREATE INDEX "bulk_rows_waiting" ON "bulk_rows" USING btree ("job_id","n") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "bulk_rows_number" ON "bulk_rows" USING btree ("number");--> statement-breakpoint
CREATE INDEX "desk_views_owner" ON "desk_views" USING btree ("owner_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "snooze_waits_order" ON "snooze_waits" USING btree ("order_no");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_one_live" ON "alerts" USING btree ("rule_id","key") WHERE over_at is null;--> statement-breakpoint
CREATE INDEX "alerts_state" ON "alerts" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "incident_events_incident" ON "incident_events" USING btree ("incident_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_number" ON "incidents" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_one_live" ON "incidents" USING btree ("cause_code","channel") WHERE state in ('proposed', 'open', 'mitigated');--> statement-breakpoint
CREATE INDEX "incidents_state" ON "incidents" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "route_minutes_minute" ON "route_minutes" USING btree ("minute");--> statement-breakpoint
CREATE UNIQUE INDEX "report_mails_once" ON "report_mails" USING btree ("schedule_id","person_id","due_at");--> statement-breakpoint
CREATE INDEX "report_mails_due" ON "report_mails" USING btree ("state","next_attempt_at");--> statement-breakpoint
CREATE INDEX "report_schedules_next" ON "report_schedules" USING btree ("next_at");--> statement-breakpoint
CREATE UNIQUE INDEX "search_docs_ref" ON "search_docs" USING btree ("ticket_id","kind","ref");--> statement-breakpoint
CREATE INDEX "search_keys_ticket" ON "search_keys" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "shifts_end" ON "shifts" USING btree ("to_at","from_at");--> statement-breakpoint
CREATE INDEX "shifts_person" ON "shifts" USING btree ("person_id","from_at");--> statement-breakpoint
CREATE UNIQUE INDEX "sla_policies_n" ON "sla_policies" USING btree ("n");--> statement-breakpoint
CREATE UNIQUE INDEX "sla_policies_active" ON "sla_policies" USING btree ("state") WHERE state = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "notice_templates_active" ON "notice_templates" USING btree ("kind","locale") WHERE active;--> statement-breakpoint
CREATE UNIQUE INDEX "staff_deliveries_once" ON "staff_deliveries" USING btree ("receiver","channel","event_key");--> statement-breakpoint
CREATE INDEX "staff_deliveries_due" ON "staff_deliveries" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE INDEX "staff_deliveries_state" ON "staff_deliveries" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "staff_deliveries_receiver" ON "staff_deliveries" USING btree ("receiver","id");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_notices_once" ON "staff_notices" USING btree ("person_id","event_key");--> statement-breakpoint
CREATE INDEX "staff_notices_person" ON "staff_notices" USING btree ("person_id","id");--> statement-breakpoint
CREATE INDEX "staff_notices_unread" ON "staff_notices" USING btree ("person_id","id") WHERE read_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "callback_requests_open" ON "callback_requests" USING btree ("ticket_id") WHERE state in ('booked', 'calling');--> statement-breakpoint
CREATE INDEX "callback_requests_slot" ON "callback_requests" USING btree ("state","slot_from","id");--> statement-breakpoint
CREATE INDEX "callback_requests_ticket" ON "callback_requests" USING btree ("ticket_id","created_at");--> statement-breakpoint
CREATE INDEX "macros_owner" ON "macros" USING btree ("owner_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "presences_until" ON "presences" USING btree ("until");--> statement-breakpoint
CREATE INDEX "ratings_resolved" ON "ratings" USING btree ("resolved_at");--> statement-breakpoint
CREATE INDEX "ticket_drafts_age" ON "ticket_drafts" USING btree ("updated_at");--> statement-breakpoint
CREATE INDEX "ticket_followers_person" ON "ticket_followers" USING btree ("person_id","since");--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_links_pair" ON "ticket_links" USING btree ("from_id","to_id","kind") WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX "ticket_links_to" ON "ticket_links" USING btree ("to_id");--> statement-breakpoint
CREATE INDEX "ticket_mentions_person" ON "ticket_mentions" USING btree ("person_id","at");--> statement-breakpoint
CREATE INDEX "ticket_mentions_ticket" ON "ticket_mentions" USING btree ("ticket_id");--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_deliveries_once" ON "webhook_deliveries" USING btree ("endpoint_id","event_id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_endpoint" ON "webhook_deliveries" USING btree ("endpoint_id","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_state" ON "webhook_deliveries" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "channel_history_at" ON "channel_history" USING btree ("at","channel");--> statement-breakpoint
CREATE INDEX "orders_credited" ON "orders" USING btree ("credited_at","paid_at") WHERE credited_at is not null;--> statement-breakpoint
CREATE INDEX "attachments_redacted" ON "attachments" USING btree ("redacted_of") WHERE redacted_of is not null;--> statement-breakpoint
CREATE INDEX "sla_targets_warn" ON "sla_targets" USING btree ("outcome","warn_at","id") WHERE outcome is null and warned_at is null and paused_at is null;--> statement-breakpoint
CREATE INDEX "sla_targets_breach" ON "sla_targets" USING btree ("outcome","due_at","id") WHERE outcome is null and breached_at is null and paused_at is null;--> statement-breakpoint
CREATE INDEX "sla_targets_escalate" ON "sla_targets" USING btree ("outcome","escalate_at","id") WHERE outcome is null and breached_at is not null and escalated_at is null and paused_at is null;--> statement-breakpoint
CREATE INDEX "sla_targets_running" ON "sla_targets" USING btree ("outcome","metric","due_at","paused_at","agent_due_at","agent_paused_at","ticket_id") WHERE outcome is null;--> statement-breakpoint
CREATE INDEX "tickets_open_rank" ON "tickets" USING btree ("rank","next_due_at","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX "tickets_open_amount" ON "tickets" USING btree ("amount_key","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX "tickets_open_age" ON "tickets" USING btree ("opened_at","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX "tickets_open_touched" ON "tickets" USING btree ("updated_at","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX "tickets_open_unanswered" ON "tickets" USING btree ("unanswered_since","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream') and unanswered_since is not null;--> statement-breakpoint
CREATE INDEX "tickets_open_queue" ON "tickets" USING btree ("queue","next_due_at","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX "tickets_open_assignee" ON "tickets" USING btree ("assignee_id","next_due_at","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX "tickets_open_state" ON "tickets" USING btree ("due_state","next_due_at","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');--> statement-breakpoint
CREATE INDEX "tickets_ageing" ON "tickets" USING btree ("stuck_since","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream') and money_stuck and rank > 0;--> statement-breakpoint
CREATE INDEX "tickets_asleep" ON "tickets" USING btree ("snooze_until","id") WHERE asleep;--> statement-breakpoint
CREATE INDEX "tickets_merged" ON "tickets" USING btree ("merged_into") WHERE merged_into is not null;--> statement-breakpoint
CREATE INDEX "tickets_incident" ON "tickets" USING btree ("incident_id","id") WHERE incident_id is not null;--> statement-breakpoint
CREATE INDEX "tickets_customer" ON "tickets" USING btree ("customer_id","opened_at");--> statement-breakpoint
CREATE INDEX "tickets_updated" ON "tickets" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "refunds_settled" ON "refunds" USING btree ("settled_at","id");--> statement-breakpoint
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
--> statement-breakpoint
-- What the lists of the tickets that are there already hold; every write of a ticket adds to it from here on.
INSERT INTO "view_counts" ("key", "n") SELECT 'open', count(*) FROM "tickets" WHERE "status" in ('new', 'open', 'waiting_customer', 'waiting_upstream') and not "asleep" HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'unassigned', count(*) FROM "tickets" WHERE "status" in ('new', 'open', 'waiting_customer', 'waiting_upstream') and not "asleep" and "assignee_id" is null HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'at_risk', count(*) FROM "tickets" WHERE "status" in ('new', 'open', 'waiting_customer', 'waiting_upstream') and "due_state" = 'at_risk' HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'breached', count(*) FROM "tickets" WHERE "status" in ('new', 'open', 'waiting_customer', 'waiting_upstream') and "due_state" = 'breached' HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'charged_not_credited', count(*) FROM "tickets" WHERE "status" in ('new', 'open', 'waiting_customer', 'waiting_upstream') and "money_stuck" HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'waiting', count(*) FROM "tickets" WHERE "status" in ('waiting_customer', 'waiting_upstream') HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'resolved', count(*) FROM "tickets" WHERE "status" in ('resolved', 'closed') HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'all', count(*) FROM "tickets" WHERE true HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'mine:' || "assignee_id", count(*) FROM "tickets" WHERE "status" in ('new', 'open', 'waiting_customer', 'waiting_upstream') and not "asleep" and "assignee_id" is not null GROUP BY "assignee_id";
--> statement-breakpoint
-- Ranges of beginnings are by bytes, as on SQLite.
ALTER TABLE "search_keys" ALTER COLUMN "key" TYPE text COLLATE "C";
--> statement-breakpoint
CREATE TABLE "search_index" (
	"doc" bigint PRIMARY KEY REFERENCES "search_docs" ("doc") ON DELETE CASCADE,
	"grams" text[] NOT NULL
);
--> statement-breakpoint
-- Without a list of what is pending: whoever reads would have to go through it.
CREATE INDEX "search_index_grams" ON "search_index" USING gin ("grams") WITH (fastupdate = off);
--> statement-breakpoint
-- What was agreed on once stays to be read: a change is a new version.
CREATE TRIGGER "macro_versions_append_only" BEFORE UPDATE OR DELETE ON "macro_versions"
FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "macro_versions_no_truncate" BEFORE TRUNCATE ON "macro_versions"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- What was done about an incident stays as it is: mistakes are corrected by new rows.
CREATE TRIGGER "incident_events_append_only" BEFORE UPDATE OR DELETE ON "incident_events"
FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "incident_events_no_truncate" BEFORE TRUNCATE ON "incident_events"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "article_versions_append_only" BEFORE UPDATE OR DELETE ON "article_versions"
FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "article_versions_no_truncate" BEFORE TRUNCATE ON "article_versions"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "rule_versions_append_only" BEFORE UPDATE OR DELETE ON "rule_versions"
FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "rule_versions_no_truncate" BEFORE TRUNCATE ON "rule_versions"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
UPDATE "tickets" SET "rated_good" = (SELECT "good" FROM "ratings" WHERE "ticket_id" = "tickets"."id" AND "round" = "tickets"."reopen_count") WHERE "id" IN (SELECT "ticket_id" FROM "ratings");
