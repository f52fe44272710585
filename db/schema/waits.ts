import { upstreamStates } from "#server/topup/upstream/schemas.ts";
import { fen, index, instant, int, oneOf, table, text } from "../columns.ts";
import { diagnoses } from "./diagnosis.ts";

/** Runs of the checklist that wait: when each is looked at next by itself, and how often it was. */
export const diagnosisWaits = table(
  "diagnosis_waits",
  {
    diagnosisId: text("diagnosis_id")
      .primaryKey()
      .references(() => diagnoses.id, { onDelete: "cascade" }),
    startedAt: instant("started_at").notNull(),
    /** Null when nothing waits any more. Whoever takes it up puts it off first, so that a death leaves it due again. */
    nextCheckAt: instant("next_check_at"),
    /** Looks so far, in this wait. */
    checks: int("checks").notNull(),
    checkedAt: instant("checked_at"),
    /** Counts what happened to the order meanwhile: a look that it overtook comes again at once. */
    stirred: int("stirred").notNull(),
    /** Where the person wants to hear of it, if they said so. */
    contact: text("contact"),
  },
  (t) => [index("diagnosis_waits_due").on(t.nextCheckAt)],
);

/** What the platform said of an order's fulfilment when it was asked last. */
export const upstreamAnswers = table("upstream_answers", {
  orderNo: text("order_no").primaryKey(),
  askedAt: instant("asked_at").notNull(),
  /** When it last gave an answer that counts. */
  answeredAt: instant("answered_at"),
  state: oneOf("state", upstreamStates),
  supplier: text("supplier"),
  supplierRef: text("supplier_ref"),
  code: text("code"),
  message: text("message"),
  creditedFen: fen("credited_fen"),
  /** When that came about, by the platform. */
  stateAt: instant("state_at"),
  /** Counts the answers that were news: each has its number in the log of events. */
  news: int("news").notNull(),
  lastError: text("last_error"),
});
