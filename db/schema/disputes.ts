import { sql } from "drizzle-orm";
import { caseStates, complaintStates } from "#server/disputes/schemas.ts";
import { fen, index, instant, int, json, oneOf, table, text, uniqueIndex } from "../columns.ts";

/** A case that we filed with a gateway for an order: it owes us an answer within two hours. */
export const gatewayCases = table(
  "gateway_cases",
  {
    id: text("id").primaryKey(),
    ticketNumber: text("ticket_number"),
    orderNo: text("order_no").notNull(),
    channel: text("channel").notNull(),
    outTradeNo: text("out_trade_no"),
    amountFen: fen("amount_fen").notNull(),
    state: oneOf("state", caseStates).notNull(),
    filedByName: text("filed_by_name").notNull(),
    filedAt: instant("filed_at").notNull(),
    dueAt: instant("due_at").notNull(),
    /** When the customer is shown the gateway's own complaint path, if nobody answered. */
    escalateAt: instant("escalate_at").notNull(),
    answer: text("answer"),
    answeredAt: instant("answered_at"),
    answeredByName: text("answered_by_name"),
    escalatedAt: instant("escalated_at"),
    /** What we ask the gateway, in our own words. */
    request: text("request"),
    /** When the clock's warning and its breach were passed on; both happen at the due time's own moment, whoever looks. */
    warnedAt: instant("warned_at"),
    breachToldAt: instant("breach_told_at"),
    closedAt: instant("closed_at"),
    closedByName: text("closed_by_name"),
    closeNote: text("close_note"),
  },
  (t) => [
    // One unanswered case a payment: an index, so that two clicks cannot both file.
    uniqueIndex("gateway_cases_one_open").on(t.orderNo, t.outTradeNo).where(sql`state in ('open', 'escalated')`),
    index("gateway_cases_order").on(t.orderNo),
    index("gateway_cases_ticket").on(t.ticketNumber),
    index("gateway_cases_state").on(t.state, t.dueAt),
    index("gateway_cases_filed").on(t.filedAt),
  ],
);

/** A complaint that a customer made at the gateway. */
export const gatewayComplaints = table(
  "gateway_complaints",
  {
    id: text("id").primaryKey(),
    channel: text("channel").notNull(),
    complaintNo: text("complaint_no").notNull(),
    state: oneOf("state", complaintStates).notNull(),
    outTradeNo: text("out_trade_no"),
    gatewayTradeNo: text("gateway_trade_no"),
    orderNo: text("order_no"),
    ticketNumber: text("ticket_number"),
    amountFen: fen("amount_fen"),
    text: text("text").notNull(),
    phone: text("phone"),
    madeAt: instant("made_at").notNull(),
    receivedAt: instant("received_at").notNull(),
    raw: json<Record<string, unknown>>("raw").notNull(),
    /** When the gateway is asked for the whole of it; null once we have it, or stopped asking. */
    nextDetailAt: instant("next_detail_at"),
    detailAttempts: int("detail_attempts").notNull().default(0),
  },
  (t) => [
    uniqueIndex("gateway_complaints_no").on(t.channel, t.complaintNo),
    index("gateway_complaints_out_trade").on(t.outTradeNo),
    index("gateway_complaints_ticket").on(t.ticketNumber),
    index("gateway_complaints_made").on(t.madeAt, t.id),
    index("gateway_complaints_detail").on(t.nextDetailAt),
    index("gateway_complaints_state").on(t.state, t.madeAt),
    index("gateway_complaints_order").on(t.orderNo),
  ],
);
