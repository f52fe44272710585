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
ALTER TABLE "tickets" ADD COLUMN "requester_wait_ms" bigint;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "agent_work_ms" bigint;--> statement-breakpoint
CREATE UNIQUE INDEX "report_mails_once" ON "report_mails" USING btree ("schedule_id","person_id","due_at");--> statement-breakpoint
CREATE INDEX "report_mails_due" ON "report_mails" USING btree ("state","next_attempt_at");--> statement-breakpoint
CREATE INDEX "report_schedules_next" ON "report_schedules" USING btree ("next_at");