import { sql } from "drizzle-orm";
import { type GateResult, reasonCodes, type SecondPersonReason, topupStates } from "#server/topup/schemas.ts";
import { fen, index, instant, json, oneOf, table, text, uniqueIndex } from "../columns.ts";

/** A manual top-up from request to result. */
export const topups = table(
  "topups",
  {
    id: text("id").primaryKey(),
    orderNo: text("order_no").notNull(),
    ticketNumber: text("ticket_number"),
    customerId: text("customer_id").notNull(),
    amountFen: fen("amount_fen").notNull(),
    reasonCode: oneOf("reason_code", reasonCodes).notNull(),
    note: text("note"),
    state: oneOf("state", topupStates).notNull(),
    gate: json<GateResult[]>("gate").notNull(),
    secondPersonReasons: json<SecondPersonReason[]>("second_person_reasons").notNull(),
    factsHash: text("facts_hash").notNull(),
    requestedByKind: text("requested_by_kind").notNull(),
    requestedById: text("requested_by_id").notNull(),
    requestedByName: text("requested_by_name").notNull(),
    requestedAt: instant("requested_at").notNull(),
    decidedByKind: text("decided_by_kind"),
    decidedById: text("decided_by_id"),
    decidedByName: text("decided_by_name"),
    decidedAt: instant("decided_at"),
    decisionNote: text("decision_note"),
  },
  (t) => [
    index("topups_order").on(t.orderNo),
    index("topups_state").on(t.state, t.requestedAt),
    index("topups_requested").on(t.requestedAt, t.id),
    index("topups_decided").on(t.state, t.decidedAt),
    index("topups_ticket").on(t.ticketNumber),
    // One live top-up an order: the second of two racing requests meets this, whatever the checks before it saw.
    uniqueIndex("topups_one_live").on(t.orderNo).where(sql`state in ('pending_approval', 'executing', 'unknown')`),
  ],
);

/** Exclusive rights to move an order's money: `credit:{orderNo}`, later `refund:{payment}:{n}`. */
export const claims = table(
  "claims",
  {
    key: text("key").primaryKey(),
    /** The order whose money it is about; null for claims of another kind. */
    orderNo: text("order_no"),
    holderId: text("holder_id").notNull(),
    claimedAt: instant("claimed_at").notNull(),
  },
  (t) => [index("claims_order").on(t.orderNo)],
);

export const ledgerEntries = table(
  "ledger_entries",
  {
    id: text("id").primaryKey(),
    kind: text("kind").notNull(),
    orderNo: text("order_no"),
    /** What caused it, such as a top-up's id; unique with kind, so that one cause posts once. */
    reference: text("reference").notNull(),
    postedAt: instant("posted_at").notNull(),
  },
  (t) => [uniqueIndex("ledger_entries_reference").on(t.kind, t.reference), index("ledger_entries_order").on(t.orderNo)],
);

/** Lines of an entry; their sum is zero. Credits to an account are positive, debits negative. */
export const ledgerPostings = table(
  "ledger_postings",
  {
    id: text("id").primaryKey(),
    entryId: text("entry_id")
      .notNull()
      .references(() => ledgerEntries.id),
    account: text("account").notNull(),
    amountFen: fen("amount_fen").notNull(),
  },
  (t) => [index("ledger_postings_entry").on(t.entryId), index("ledger_postings_account").on(t.account)],
);
