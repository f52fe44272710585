import { erasureStates, revealFields, revealReasons } from "#server/customers/schemas.ts";
import { index, instant, int, json, oneOf, table, text, uniqueIndex } from "../columns.ts";

/** Contacts that a member of the staff, or a key, was shown in plain, and why. What was shown is not in it. */
export const reveals = table(
  "reveals",
  {
    id: text("id").primaryKey(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    actorName: text("actor_name").notNull(),
    /** What it belongs to: `ticket:NUMBER` and the like. */
    subject: text("subject").notNull(),
    field: oneOf("field", revealFields).notNull(),
    reason: oneOf("reason", revealReasons).notNull(),
    at: instant("at").notNull(),
  },
  (t) => [
    index("reveals_at").on(t.at, t.id),
    index("reveals_actor").on(t.actorId, t.at),
    index("reveals_subject").on(t.subject, t.at),
  ],
);

/**
 * Customers who were erased, or are being. The row stays: what the platform tells late of the time before must not bring back
 * what was removed. The customer's number is the one of the money records, which stay as well.
 */
export const erasures = table(
  "erasures",
  {
    id: text("id").primaryKey(),
    customerId: text("customer_id").notNull(),
    reason: text("reason").notNull(),
    requestedById: text("requested_by_id").notNull(),
    requestedByName: text("requested_by_name").notNull(),
    state: oneOf("state", erasureStates).notNull(),
    /** How many of the steps are done. */
    step: int("step").notNull(),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at"),
    counts: json<Record<string, number>>("counts").notNull(),
    /** Files to be taken from the storage once nothing names them any more. */
    files: json<string[]>("files").notNull(),
  },
  (t) => [uniqueIndex("erasures_customer").on(t.customerId), index("erasures_state").on(t.state, t.startedAt)],
);
