import { gatewayKinds, gatewayStates } from "#server/gateways/schemas.ts";
import {
  inboxVerdicts,
  moneyItemKinds,
  moneyItemResolutions,
  moneyItemStates,
  relayStates,
} from "#server/payments/schemas.ts";
import { bool, fen, index, instant, int, json, oneOf, primaryKey, table, text, uniqueIndex } from "../columns.ts";

/** Gateways' callbacks as they came: stored before they are judged. */
export const gatewayCallbacks = table(
  "gateway_callbacks",
  {
    id: text("id").primaryKey(),
    channel: text("channel").notNull(),
    kind: oneOf("kind", gatewayKinds).notNull(),
    method: text("method").notNull(),
    query: text("query").notNull(),
    headers: json<Record<string, string>>("headers").notNull(),
    /** Base64 of the very bytes. */
    body: text("body").notNull(),
    remoteAddress: text("remote_address").notNull(),
    receivedAt: instant("received_at").notNull(),
    verified: bool("verified"),
    verdict: oneOf("verdict", inboxVerdicts).notNull(),
    reason: text("reason"),
    event: text("event"),
    notifyId: text("notify_id"),
    outTradeNo: text("out_trade_no"),
    gatewayTradeNo: text("gateway_trade_no"),
    orderNo: text("order_no"),
    amountFen: fen("amount_fen"),
    answerStatus: int("answer_status"),
    answerBody: text("answer_body"),
    judgedAt: instant("judged_at"),
    /** How often it was judged: once, and once more for each replay. */
    judgements: int("judgements").notNull(),
  },
  (t) => [
    index("gateway_callbacks_channel").on(t.channel, t.receivedAt, t.id),
    index("gateway_callbacks_out_trade").on(t.outTradeNo),
    index("gateway_callbacks_trade").on(t.gatewayTradeNo),
    index("gateway_callbacks_order").on(t.orderNo),
    index("gateway_callbacks_verdict").on(t.verdict, t.receivedAt, t.id),
    index("gateway_callbacks_received").on(t.receivedAt, t.id),
  ],
);

/** What a gateway said of a payment when it was asked last, and when it is asked next. */
export const gatewayPayments = table(
  "gateway_payments",
  {
    channel: text("channel").notNull(),
    outTradeNo: text("out_trade_no").notNull(),
    orderNo: text("order_no"),
    /** Null until it answered once. */
    state: oneOf("state", gatewayStates),
    amountFen: fen("amount_fen"),
    refundedFen: fen("refunded_fen").notNull(),
    gatewayTradeNo: text("gateway_trade_no"),
    paidAt: instant("paid_at"),
    /** The last answer; only answers count. */
    answeredAt: instant("answered_at"),
    /** The first verified callback that said paid. */
    callbackAt: instant("callback_at"),
    /** When the payment was begun: the schedule counts from here. */
    beganAt: instant("began_at").notNull(),
    attempts: int("attempts").notNull(),
    /** Null once its state is final. */
    nextQueryAt: instant("next_query_at"),
    lastError: text("last_error"),
  },
  (t) => [
    primaryKey({ columns: [t.channel, t.outTradeNo] }),
    index("gateway_payments_next").on(t.nextQueryAt),
    index("gateway_payments_order").on(t.orderNo),
    index("gateway_payments_trade").on(t.gatewayTradeNo),
    index("gateway_payments_out_trade").on(t.outTradeNo),
  ],
);

/** Callbacks on their way to the platform's own address. */
export const relayDeliveries = table(
  "relay_deliveries",
  {
    id: text("id").primaryKey(),
    callbackId: text("callback_id").notNull(),
    channel: text("channel").notNull(),
    url: text("url").notNull(),
    state: oneOf("state", relayStates).notNull(),
    attempts: int("attempts").notNull(),
    nextAttemptAt: instant("next_attempt_at"),
    leaseUntil: instant("lease_until"),
    lastStatus: int("last_status"),
    lastError: text("last_error"),
    createdAt: instant("created_at").notNull(),
    deliveredAt: instant("delivered_at"),
  },
  (t) => [
    uniqueIndex("relay_deliveries_callback").on(t.callbackId),
    index("relay_deliveries_due").on(t.nextAttemptAt),
    index("relay_deliveries_channel").on(t.channel, t.state),
  ],
);

/** A proposal that a second person has to confirm. */
export type MoneyItemProposal = {
  action: "write_off" | "dismiss";
  note: string;
  /** What would be written off. */
  amountFen?: number;
  byKind: string;
  byId: string;
  byName: string;
  at: string;
};

/** Everything about money that waits for a person, with the reason why it does. */
export const moneyItems = table(
  "money_items",
  {
    id: text("id").primaryKey(),
    kind: oneOf("kind", moneyItemKinds).notNull(),
    /** One trouble is one item: `kind:…`. */
    dedupeKey: text("dedupe_key").notNull(),
    state: oneOf("state", moneyItemStates).notNull(),
    /** 0 first. */
    rank: int("rank").notNull(),
    channel: text("channel"),
    orderNo: text("order_no"),
    outTradeNo: text("out_trade_no"),
    gatewayTradeNo: text("gateway_trade_no"),
    amountFen: fen("amount_fen"),
    /** What the other side says, where the two differ. */
    otherFen: fen("other_fen"),
    detail: json<Record<string, unknown>>("detail").notNull(),
    /** The daily bill that it was found by. */
    billId: text("bill_id"),
    proposal: json<MoneyItemProposal>("proposal"),
    openedAt: instant("opened_at").notNull(),
    resolution: oneOf("resolution", moneyItemResolutions),
    resolvedAt: instant("resolved_at"),
    resolvedByName: text("resolved_by_name"),
    note: text("note"),
    version: int("version").notNull(),
  },
  (t) => [
    uniqueIndex("money_items_dedupe").on(t.dedupeKey),
    index("money_items_queue").on(t.state, t.rank, t.openedAt, t.id),
    index("money_items_order").on(t.orderNo),
    index("money_items_out_trade").on(t.outTradeNo),
    index("money_items_resolved").on(t.state, t.resolvedAt, t.id),
    index("money_items_kind").on(t.kind, t.state),
    index("money_items_bill").on(t.billId, t.state, t.kind),
  ],
);
