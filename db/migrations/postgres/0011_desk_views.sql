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
DROP INDEX "tickets_open_rank";--> statement-breakpoint
CREATE INDEX "bulk_jobs_waiting" ON "bulk_jobs" USING btree ("run_at","id") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "bulk_jobs_by" ON "bulk_jobs" USING btree ("requested_by","created_at");--> statement-breakpoint
CREATE INDEX "bulk_jobs_undo" ON "bulk_jobs" USING btree ("undo_of") WHERE undo_of is not null;--> statement-breakpoint
CREATE INDEX "bulk_rows_waiting" ON "bulk_rows" USING btree ("job_id","n") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "bulk_rows_number" ON "bulk_rows" USING btree ("number");--> statement-breakpoint
CREATE INDEX "desk_views_owner" ON "desk_views" USING btree ("owner_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "snooze_waits_order" ON "snooze_waits" USING btree ("order_no");--> statement-breakpoint
CREATE INDEX "tickets_open_rank" ON "tickets" USING btree ("rank","next_due_at","id") WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');
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
