import { sql } from "drizzle-orm";
import { snoozeEvents } from "#server/tickets/schemas.ts";
import { index, instant, int, json, oneOf, primaryKey, table, text } from "../columns.ts";

/** A list that somebody saved. */
export const deskViews = table(
  "desk_views",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    /** Whose it is; null for one that everybody has. */
    ownerId: text("owner_id"),
    filter: json<unknown>("filter").notNull(),
    sort: text("sort").notNull(),
    position: int("position").notNull(),
    /** The last ticket that was counted as the list began, while there are more; null when its number is whole. */
    countedTo: text("counted_to"),
    version: int("version").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    deletedAt: instant("deleted_at"),
  },
  (t) => [index("desk_views_owner").on(t.ownerId).where(sql`deleted_at is null`)],
);

/** How many tickets a list holds, up to what `desk_deltas` add to it. The key is the list's, with a person's where it is theirs. */
export const viewCounts = table("view_counts", {
  key: text("key").primaryKey(),
  n: int("n").notNull(),
});

/** One piece of work on many tickets. */
export const bulkJobs = table(
  "bulk_jobs",
  {
    id: text("id").primaryKey(),
    action: json<unknown>("action").notNull(),
    requestedBy: text("requested_by").notNull(),
    requestedName: text("requested_name").notNull(),
    /** What they were and had shown when they asked: the work goes on with it after they left. */
    actor: json<unknown>("actor").notNull(),
    state: oneOf("state", ["waiting", "done", "cancelled"]).notNull(),
    total: int("total").notNull(),
    done: int("done").notNull(),
    failed: int("failed").notNull(),
    /** The job that this one takes back. */
    undoOf: text("undo_of"),
    /** Not before: what cannot be taken back waits a moment for whoever thinks again. */
    runAt: instant("run_at").notNull(),
    createdAt: instant("created_at").notNull(),
    endedAt: instant("ended_at"),
  },
  (t) => [
    index("bulk_jobs_waiting").on(t.runAt, t.id).where(sql`state = 'waiting'`),
    index("bulk_jobs_by").on(t.requestedBy, t.createdAt),
    index("bulk_jobs_undo").on(t.undoOf).where(sql`undo_of is not null`),
  ],
);

/** What became of one ticket in such a piece of work. */
export const bulkRows = table(
  "bulk_rows",
  {
    jobId: text("job_id").notNull(),
    n: int("n").notNull(),
    number: text("number").notNull(),
    state: oneOf("state", ["waiting", "done", "same", "failed", "changed", "cancelled"]).notNull(),
    /** The fields that were changed, as they were: what an undo puts back. */
    before: json<unknown>("before"),
    /** The ticket's version after the change; an undo leaves what was changed since. */
    version: int("version"),
    errorCode: text("error_code"),
  },
  (t) => [
    primaryKey({ columns: [t.jobId, t.n] }),
    index("bulk_rows_waiting").on(t.jobId, t.n).where(sql`state = 'waiting'`),
    index("bulk_rows_number").on(t.number),
  ],
);

/** Tickets that were set aside until something happens to their order. */
export const snoozeWaits = table(
  "snooze_waits",
  {
    ticketId: text("ticket_id").primaryKey(),
    number: text("number").notNull(),
    event: oneOf("event", snoozeEvents).notNull(),
    orderNo: text("order_no"),
    since: instant("since").notNull(),
  },
  (t) => [index("snooze_waits_order").on(t.orderNo)],
);
