import { sql } from "drizzle-orm";
import {
  attemptActions,
  attemptOutcomes,
  type CommandProposal,
  commandKinds,
  commandStates,
  deliveryStates,
  type GateResult,
  type RefundGateResult,
  reasonCodes,
  refundRoutes,
  type SecondPersonReason,
  topupStates,
} from "#server/topup/schemas.ts";
import { fen, index, instant, int, json, oneOf, table, text, uniqueIndex } from "../columns.ts";

/** A part of one payment that a credit is paid with. Amounts in fen. */
export type Draw = { outTradeNo: string; channel: string | null; amountFen: number };

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
    /** Which payments pay for it; written down with the claim, so that the rest of each can be refunded. */
    draws: json<Draw[]>("draws"),
    /** The platform's number of it, once it gave one. */
    reference: text("reference"),
    /** Why it failed, or why nobody knows. */
    failure: text("failure"),
    settledAt: instant("settled_at"),
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

/** Exclusive rights to move an order's money: `credit:{orderNo}`, `refund:{payment}:{n}`. */
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

/** A refund of one payment, or of a part of it, from request to result. */
export const refunds = table(
  "refunds",
  {
    id: text("id").primaryKey(),
    orderNo: text("order_no").notNull(),
    /** The payment that goes back: the shop's number, our `outTradeNo`. */
    outTradeNo: text("out_trade_no").notNull(),
    channel: text("channel"),
    /** The how-manieth of its payment: with it the claim `refund:{payment}:{n}` and the number that the gateway is given. */
    n: int("n").notNull(),
    ticketNumber: text("ticket_number"),
    customerId: text("customer_id").notNull(),
    amountFen: fen("amount_fen").notNull(),
    /** What had gone back of this payment before: once that much more has, this refund was made. */
    refundedBeforeFen: fen("refunded_before_fen").notNull(),
    reasonCode: oneOf("reason_code", reasonCodes).notNull(),
    note: text("note"),
    state: oneOf("state", topupStates).notNull(),
    route: oneOf("route", refundRoutes).notNull(),
    gate: json<RefundGateResult[]>("gate").notNull(),
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
    /** The other side's number of it, once it gave one. */
    reference: text("reference"),
    failure: text("failure"),
    attempts: int("attempts").notNull(),
    nextAttemptAt: instant("next_attempt_at"),
    leaseUntil: instant("lease_until"),
    settledAt: instant("settled_at"),
  },
  (t) => [
    index("refunds_order").on(t.orderNo),
    index("refunds_state").on(t.state, t.requestedAt),
    index("refunds_requested").on(t.requestedAt, t.id),
    index("refunds_settled").on(t.settledAt, t.id),
    index("refunds_due").on(t.nextAttemptAt),
    index("refunds_ticket").on(t.ticketNumber),
    uniqueIndex("refunds_number").on(t.outTradeNo, t.n),
    uniqueIndex("refunds_one_live").on(t.outTradeNo).where(sql`state in ('pending_approval', 'executing', 'unknown')`),
  ],
);

/** What we ask the platform to do. Its id is the `webhook-id`, constant over every attempt. */
export const commands = table(
  "commands",
  {
    id: text("id").primaryKey(),
    kind: oneOf("kind", commandKinds).notNull(),
    orderNo: text("order_no").notNull(),
    /** The top-up or refund that it carries out. */
    subjectId: text("subject_id").notNull(),
    amountFen: fen("amount_fen").notNull(),
    /** The very text that is sent. */
    body: text("body").notNull(),
    state: oneOf("state", commandStates).notNull(),
    attempts: int("attempts").notNull(),
    /** Attempts since it was placed, or since a person had it asked again: its place in the schedule. */
    tries: int("tries").notNull(),
    /** Set once it left for the first time: from then on only asking tells what became of it. */
    sentAt: instant("sent_at"),
    nextAttemptAt: instant("next_attempt_at"),
    leaseUntil: instant("lease_until"),
    leaseOwner: text("lease_owner"),
    lastError: text("last_error"),
    reference: text("reference"),
    resultCode: text("result_code"),
    resultMessage: text("result_message"),
    delivery: oneOf("delivery", deliveryStates),
    proposal: json<CommandProposal>("proposal"),
    /** Set while a proposal waits for its second person. */
    proposedAt: instant("proposed_at"),
    createdAt: instant("created_at").notNull(),
    decidedAt: instant("decided_at"),
  },
  (t) => [
    index("commands_due").on(t.nextAttemptAt),
    index("commands_state").on(t.state, t.createdAt),
    index("commands_created").on(t.createdAt, t.id),
    index("commands_order").on(t.orderNo),
    uniqueIndex("commands_subject").on(t.kind, t.subjectId),
  ],
);

/** Every time a command was sent or asked about. Without an outcome it is under way, or was cut off. */
export const commandAttempts = table(
  "command_attempts",
  {
    id: text("id").primaryKey(),
    commandId: text("command_id")
      .notNull()
      .references(() => commands.id),
    action: oneOf("action", attemptActions).notNull(),
    startedAt: instant("started_at").notNull(),
    tookMs: int("took_ms"),
    outcome: oneOf("outcome", attemptOutcomes),
    httpStatus: int("http_status"),
    detail: text("detail"),
  },
  (t) => [index("command_attempts_command").on(t.commandId, t.id)],
);

/** A card key that the platform delivered for an order, encrypted; whoever reveals it is written down. */
export const cardKeys = table(
  "card_keys",
  {
    id: text("id").primaryKey(),
    orderNo: text("order_no").notNull(),
    customerId: text("customer_id").notNull(),
    /** The command that brought it. */
    commandId: text("command_id").notNull(),
    sealed: text("sealed").notNull(),
    deliveredAt: instant("delivered_at").notNull(),
    revealedAt: instant("revealed_at"),
    revealedBy: text("revealed_by"),
  },
  (t) => [index("card_keys_order").on(t.orderNo), uniqueIndex("card_keys_command").on(t.commandId)],
);
