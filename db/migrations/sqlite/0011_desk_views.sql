CREATE TABLE `bulk_jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`action` text NOT NULL,
	`requested_by` text NOT NULL,
	`requested_name` text NOT NULL,
	`actor` text NOT NULL,
	`state` text NOT NULL,
	`total` integer NOT NULL,
	`done` integer NOT NULL,
	`failed` integer NOT NULL,
	`undo_of` text,
	`run_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `bulk_jobs_waiting` ON `bulk_jobs` (`run_at`,`id`) WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX `bulk_jobs_by` ON `bulk_jobs` (`requested_by`,`created_at`);--> statement-breakpoint
CREATE INDEX `bulk_jobs_undo` ON `bulk_jobs` (`undo_of`) WHERE undo_of is not null;--> statement-breakpoint
CREATE TABLE `bulk_rows` (
	`job_id` text NOT NULL,
	`n` integer NOT NULL,
	`number` text NOT NULL,
	`state` text NOT NULL,
	`before` text,
	`version` integer,
	`error_code` text,
	PRIMARY KEY(`job_id`, `n`)
);
--> statement-breakpoint
CREATE INDEX `bulk_rows_waiting` ON `bulk_rows` (`job_id`,`n`) WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX `bulk_rows_number` ON `bulk_rows` (`number`);--> statement-breakpoint
CREATE TABLE `desk_views` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`owner_id` text,
	`filter` text NOT NULL,
	`sort` text NOT NULL,
	`position` integer NOT NULL,
	`counted` integer NOT NULL,
	`version` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE INDEX `desk_views_owner` ON `desk_views` (`owner_id`) WHERE deleted_at is null;--> statement-breakpoint
CREATE TABLE `snooze_waits` (
	`ticket_id` text PRIMARY KEY NOT NULL,
	`number` text NOT NULL,
	`event` text NOT NULL,
	`order_no` text,
	`since` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `snooze_waits_order` ON `snooze_waits` (`order_no`);--> statement-breakpoint
CREATE TABLE `view_counts` (
	`key` text PRIMARY KEY NOT NULL,
	`n` integer NOT NULL
);
--> statement-breakpoint
DROP INDEX `tickets_open_rank`;--> statement-breakpoint
CREATE INDEX `tickets_open_rank` ON `tickets` (`rank`,`next_due_at`,`id`) WHERE status in ('new', 'open', 'waiting_customer', 'waiting_upstream');
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
INSERT INTO "view_counts" ("key", "n") SELECT 'all', count(*) FROM "tickets" WHERE 1 HAVING count(*) > 0;
--> statement-breakpoint
INSERT INTO "view_counts" ("key", "n") SELECT 'mine:' || "assignee_id", count(*) FROM "tickets" WHERE "status" in ('new', 'open', 'waiting_customer', 'waiting_upstream') and not "asleep" and "assignee_id" is not null GROUP BY "assignee_id";
