import { sql } from "drizzle-orm";
import { gatewayStates } from "#server/gateways/schemas.ts";
import {
  callbackOutcomes,
  channelStatuses,
  fulfilmentStates,
  gatewayVias,
  type OrderStatus,
  orderStatuses,
  paymentStates,
  productTypes,
  riskSides,
  riskStates,
} from "#server/orders/schemas.ts";
import { bool, fen, index, instant, int, json, oneOf, primaryKey, table, text, uniqueIndex } from "../columns.ts";

/** The platform's signed events as they arrived: the source of every other table in this file. */
export const inboundEvents = table(
  "inbound_events",
  {
    id: text("id").primaryKey(),
    source: text("source").notNull(),
    eventId: text("event_id").notNull(),
    type: text("type").notNull(),
    subject: text("subject"),
    orderNo: text("order_no"),
    outTradeNo: text("out_trade_no"),
    customerId: text("customer_id"),
    occurredAt: instant("occurred_at").notNull(),
    receivedAt: instant("received_at").notNull(),
    data: json<Record<string, unknown>>("data").notNull(),
  },
  (t) => [
    uniqueIndex("inbound_events_source_event").on(t.source, t.eventId),
    index("inbound_events_order").on(t.orderNo),
    index("inbound_events_out_trade").on(t.outTradeNo),
    index("inbound_events_customer").on(t.customerId, t.occurredAt),
  ],
);

export const orders = table(
  "orders",
  {
    orderNo: text("order_no").primaryKey(),
    customerId: text("customer_id").notNull(),
    productType: oneOf("product_type", productTypes).notNull(),
    productName: text("product_name").notNull(),
    sku: text("sku").notNull(),
    faceValueFen: fen("face_value_fen").notNull(),
    amountFen: fen("amount_fen").notNull(),
    target: text("target").notNull(),
    targetServer: text("target_server"),
    expiresAt: instant("expires_at"),
    submitCount: int("submit_count"),
    clientVersion: text("client_version"),
    createdAt: instant("created_at").notNull(),
    status: oneOf("status", orderStatuses).notNull(),
    statusReason: text("status_reason"),
    statusAt: instant("status_at").notNull(),
    /** Every status that it ever had. Null for orders of before this was kept: then nobody knows. */
    statusesSeen: json<OrderStatus[]>("statuses_seen"),
    paidFen: fen("paid_fen").notNull(),
    paidAt: instant("paid_at"),
    paidCount: int("paid_count").notNull(),
    /** What the platform says it credited; our own credits are in the ledger. */
    platformCreditedFen: fen("platform_credited_fen").notNull(),
    creditedAt: instant("credited_at"),
    refundedFen: fen("refunded_fen").notNull(),
    lastEventAt: instant("last_event_at").notNull(),
  },
  (t) => [
    index("orders_customer").on(t.customerId, t.createdAt),
    index("orders_created").on(t.createdAt),
    index("orders_sku").on(t.sku, t.createdAt),
    // How long it took from the payment to the credit, over the credits of a time.
    index("orders_credited").on(t.creditedAt, t.paidAt).where(sql`credited_at is not null`),
    // Paid, and neither credited nor given back: as few as money that is on its way.
    index("orders_unsettled")
      .on(t.paidAt)
      .where(
        sql`paid_fen > 0 and credited_at is null and refunded_fen = 0 and status not in ('completed', 'refunding', 'refunded')`,
      ),
  ],
);

export const payments = table(
  "payments",
  {
    orderNo: text("order_no").notNull(),
    outTradeNo: text("out_trade_no").notNull(),
    channel: text("channel"),
    method: text("method"),
    amountFen: fen("amount_fen").notNull(),
    state: oneOf("state", paymentStates).notNull(),
    gatewayTradeNo: text("gateway_trade_no"),
    paidFen: fen("paid_fen").notNull(),
    refundedFen: fen("refunded_fen").notNull(),
    errorCode: text("error_code"),
    errorMessage: text("error_message"),
    attemptedAt: instant("attempted_at").notNull(),
    paidAt: instant("paid_at"),
    decidedAt: instant("decided_at"),
    /** What the gateway itself says, by callback or when asked; null while it said nothing. */
    gatewayState: oneOf("gateway_state", gatewayStates),
    gatewayVia: oneOf("gateway_via", gatewayVias),
    gatewayFen: fen("gateway_fen"),
  },
  (t) => [
    primaryKey({ columns: [t.orderNo, t.outTradeNo] }),
    index("payments_out_trade").on(t.outTradeNo),
    index("payments_gateway_trade").on(t.gatewayTradeNo),
    index("payments_channel").on(t.channel, t.attemptedAt),
    index("payments_paid").on(t.channel, t.paidAt, t.outTradeNo),
  ],
);

export const callbacks = table(
  "callbacks",
  {
    id: text("id").primaryKey(),
    orderNo: text("order_no").notNull(),
    outTradeNo: text("out_trade_no").notNull(),
    channel: text("channel").notNull(),
    verified: bool("verified").notNull(),
    outcome: oneOf("outcome", callbackOutcomes).notNull(),
    reason: text("reason"),
    httpStatus: int("http_status"),
    receivedAt: instant("received_at").notNull(),
  },
  (t) => [index("callbacks_order").on(t.orderNo)],
);

export const fulfilments = table(
  "fulfilments",
  {
    id: text("id").primaryKey(),
    orderNo: text("order_no").notNull(),
    supplier: text("supplier").notNull(),
    supplierRef: text("supplier_ref"),
    state: oneOf("state", fulfilmentStates).notNull(),
    errorCode: text("error_code"),
    errorMessage: text("error_message"),
    creditedFen: fen("credited_fen"),
    submittedAt: instant("submitted_at"),
    decidedAt: instant("decided_at"),
  },
  (t) => [index("fulfilments_order").on(t.orderNo), index("fulfilments_supplier").on(t.supplier, t.decidedAt)],
);

export const credits = table(
  "credits",
  {
    id: text("id").primaryKey(),
    orderNo: text("order_no").notNull(),
    amountFen: fen("amount_fen").notNull(),
    reference: text("reference").notNull(),
    postedAt: instant("posted_at").notNull(),
  },
  (t) => [index("credits_order").on(t.orderNo)],
);

export const riskFlags = table(
  "risk_flags",
  {
    id: text("id").primaryKey(),
    orderNo: text("order_no"),
    customerId: text("customer_id").notNull(),
    rule: text("rule").notNull(),
    side: oneOf("side", riskSides).notNull(),
    severity: text("severity"),
    reviewId: text("review_id"),
    state: oneOf("state", riskStates).notNull(),
    flaggedAt: instant("flagged_at").notNull(),
    decidedAt: instant("decided_at"),
  },
  (t) => [index("risk_flags_order").on(t.orderNo), index("risk_flags_customer").on(t.customerId)],
);

/** For rows merged field by field: when and by which event each field was last said. Makes merging commutative. */
export type FieldStamps = Record<string, { at: number; id: string }>;

export const customers = table("customers", {
  id: text("id").primaryKey(),
  realNameVerified: bool("real_name_verified"),
  frozen: bool("frozen"),
  frozenReason: text("frozen_reason"),
  level: text("level"),
  registeredAt: instant("registered_at"),
  firstPurchaseDone: bool("first_purchase_done"),
  singleLimitFen: fen("single_limit_fen"),
  dailyLimitFen: fen("daily_limit_fen"),
  sessionValid: bool("session_valid"),
  email: text("email"),
  phone: text("phone"),
  stamps: json<FieldStamps>("stamps").notNull(),
});

export const channels = table("channels", {
  code: text("code").primaryKey(),
  status: oneOf("status", channelStatuses),
  statusAt: instant("status_at"),
  notice: text("notice"),
  recommended: bool("recommended"),
  singleLimitFen: fen("single_limit_fen"),
  dailyLimitFen: fen("daily_limit_fen"),
  stamps: json<FieldStamps>("stamps").notNull(),
});

export const products = table("products", {
  sku: text("sku").primaryKey(),
  stock: int("stock"),
  restockAt: instant("restock_at"),
  stamps: json<FieldStamps>("stamps").notNull(),
});
