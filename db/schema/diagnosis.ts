import { causeCodes, chargeStates, outcomeKinds } from "#server/diagnosis/schemas.ts";
import { bool, index, instant, int, json, oneOf, primaryKey, table, text } from "../columns.ts";

/** A run of the checklist. What it knows is its log; the columns below the log's are for lists and jobs. */
export const diagnoses = table(
  "diagnoses",
  {
    id: text("id").primaryKey(),
    packVersion: text("pack_version").notNull(),
    locale: text("locale").notNull(),
    orderNo: text("order_no"),
    paymentNo: text("payment_no"),
    customerId: text("customer_id"),
    /** True once the person proved that the order is theirs (or a trusted key spoke for them). */
    owner: bool("owner").notNull(),
    causeCode: oneOf("cause_code", causeCodes),
    chargeState: oneOf("charge_state", chargeStates).notNull(),
    outcomeKind: oneOf("outcome_kind", outcomeKinds),
    /** When a wait lapses and becomes a ticket by itself; null when nothing waits. */
    waitUntil: instant("wait_until"),
    ticketNumber: text("ticket_number"),
    /** When the person confirmed that it is solved; null again when they take it back. */
    solvedAt: instant("solved_at"),
    /** The place in the checklist that the run was last at, so that each step of it counts once in the pack's traffic. */
    place: text("place"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    index("diagnoses_wait").on(t.waitUntil),
    index("diagnoses_order").on(t.orderNo, t.createdAt),
    index("diagnoses_created").on(t.createdAt, t.id),
  ],
);

/** The append-only log of a run: what was said and what was looked up. State is always its replay. */
export const diagnosisLog = table(
  "diagnosis_log",
  {
    diagnosisId: text("diagnosis_id")
      .notNull()
      .references(() => diagnoses.id, { onDelete: "cascade" }),
    seq: int("seq").notNull(),
    kind: text("kind").notNull(),
    data: json<Record<string, unknown>>("data").notNull(),
    at: instant("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.diagnosisId, t.seq] })],
);
