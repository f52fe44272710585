import { z } from "zod";
import { fenSchema, positiveFenSchema } from "#server/core/money.ts";
import { gatewayStates } from "#server/gateways/schemas.ts";

/** The words of orders, payments and their events, as platforms send them (the outside contract). */

export const orderStatuses = [
  "awaiting_payment",
  "paid",
  "under_review",
  "fulfilling",
  "partially_fulfilled",
  "completed",
  "failed",
  "cancelled",
  "expired",
  "refunding",
  "refunded",
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const productTypes = ["direct", "card_key", "wallet"] as const;
export type ProductType = (typeof productTypes)[number];

export const paymentStates = ["attempted", "failed", "closed", "succeeded", "refunded"] as const;
export type PaymentState = (typeof paymentStates)[number];

export const callbackOutcomes = ["applied", "duplicate", "rejected", "error"] as const;
export type CallbackOutcome = (typeof callbackOutcomes)[number];

export const fulfilmentStates = ["submitted", "succeeded", "failed", "partial"] as const;
export type FulfilmentState = (typeof fulfilmentStates)[number];

export const riskSides = ["platform", "gateway", "bank"] as const;
export type RiskSide = (typeof riskSides)[number];
export const riskStates = ["flagged", "cleared", "upheld"] as const;
export type RiskState = (typeof riskStates)[number];

/** How we learned what a gateway says: it called, we asked, or its daily bill says so. Asking weighs most. */
export const gatewayVias = ["callback", "query", "bill"] as const;
export type GatewayVia = (typeof gatewayVias)[number];

export const channelStatuses = ["up", "degraded", "down", "maintenance", "suspended"] as const;
export type ChannelStatus = (typeof channelStatuses)[number];

const key = z.string().min(1).max(128);
const label = z.string().min(1).max(300);
const note = z.string().max(2_000);
const instant = z.iso.datetime({ offset: true });

const paymentData = z.object({
  orderNo: key,
  outTradeNo: key,
  gatewayTradeNo: key.optional(),
  amountFen: fenSchema,
  errorCode: z.string().max(200).optional(),
  errorMessage: note.optional(),
});
const fulfilmentData = z.object({
  orderNo: key,
  supplier: key,
  supplierRef: key.optional(),
  errorCode: z.string().max(200).optional(),
  errorMessage: note.optional(),
  creditedFen: fenSchema.optional(),
});
const riskData = z.object({
  orderNo: key.optional(),
  customerId: key,
  rule: z.string().min(1).max(200),
  side: z.enum(riskSides),
  severity: z.string().max(50).optional(),
  reviewId: key.optional(),
});

/** The `data` of each event type. Unknown members are kept in the stored event and otherwise ignored. */
export const eventData = {
  "topup.order.created": z.object({
    orderNo: key,
    customerId: key,
    productType: z.enum(productTypes),
    productName: label,
    sku: key,
    faceValueFen: fenSchema,
    amountFen: positiveFenSchema,
    target: z.string().max(300),
    targetServer: z.string().max(300).optional(),
    expiresAt: instant.optional(),
    submitCount: z.number().int().min(0).optional(),
    clientVersion: z.string().max(100).optional(),
  }),
  "topup.order.status_changed": z.object({ orderNo: key, status: z.enum(orderStatuses), reason: note.optional() }),
  "topup.payment.attempted": z.object({
    orderNo: key,
    outTradeNo: key,
    channel: key,
    method: z.string().min(1).max(100),
    amountFen: fenSchema,
  }),
  "topup.payment.succeeded": paymentData,
  "topup.payment.failed": paymentData,
  "topup.payment.closed": paymentData,
  "topup.payment.refunded": paymentData,
  "topup.callback.received": z.object({
    orderNo: key.optional(),
    outTradeNo: key,
    channel: key,
    verified: z.boolean(),
    outcome: z.enum(callbackOutcomes),
    reason: note.optional(),
    httpStatus: z.number().int().min(100).max(599).optional(),
  }),
  "topup.fulfilment.submitted": fulfilmentData,
  "topup.fulfilment.succeeded": fulfilmentData,
  "topup.fulfilment.failed": fulfilmentData,
  "topup.fulfilment.partial": fulfilmentData,
  "topup.credit.posted": z.object({ orderNo: key, amountFen: positiveFenSchema, reference: key }),
  "topup.risk.flagged": riskData,
  "topup.risk.cleared": riskData,
  "topup.risk.upheld": riskData,
  "topup.customer.updated": z.object({
    customerId: key,
    realNameVerified: z.boolean().optional(),
    frozen: z.boolean().optional(),
    frozenReason: note.optional(),
    level: z.union([z.string().max(50), z.number()]).optional(),
    registeredAt: instant.optional(),
    firstPurchaseDone: z.boolean().optional(),
    singleLimitFen: fenSchema.optional(),
    dailyLimitFen: fenSchema.optional(),
    sessionValid: z.boolean().optional(),
    email: z.string().max(320).optional(),
    phone: z.string().max(32).optional(),
  }),
  "topup.channel.updated": z.object({
    channel: key,
    status: z.enum(channelStatuses),
    notice: note.optional(),
    recommended: z.boolean().optional(),
    singleLimitFen: fenSchema.optional(),
    dailyLimitFen: fenSchema.optional(),
  }),
  "topup.product.updated": z.object({
    sku: key,
    stock: z.number().int().min(0).optional(),
    restockAt: instant.optional(),
  }),
} as const;

/** How the sources of what we write down ourselves begin. Nobody outside may use such a one. */
export const OWN_SOURCE = "daozhang:";
/** The source of what the platform said when we asked it about a fulfilment. */
export const UPSTREAM_SOURCE = "daozhang:platform/fulfilment";
/** The source of what we learned from a gateway ourselves. Nobody outside may use it: what is folded from it outweighs a platform. */
export const GATEWAY_SOURCE = "daozhang:gateway/";
/** The source of what our own reviewers decided about a risk hold. */
export const APPEAL_SOURCE = "daozhang:appeal/";

/**
 * Events that only we write. `gateway.payment.observed` is what a gateway said of a payment, by callback, when asked, or on its
 * bill. Amounts in fen.
 */
export const gatewayEventData = {
  "gateway.payment.observed": z.object({
    outTradeNo: key,
    channel: key,
    via: z.enum(gatewayVias),
    state: z.enum(gatewayStates),
    amountFen: fenSchema.nullable(),
    refundedFen: fenSchema,
    gatewayTradeNo: key.nullable(),
    paidAt: instant.nullable(),
    /** The one refund that this tells of, where it does not say what was refunded in all. */
    refund: z.object({ outRefundNo: key, amountFen: fenSchema }).optional(),
  }),
} as const;
export type GatewayEventType = keyof typeof gatewayEventData;
export type GatewayObservation = z.output<(typeof gatewayEventData)["gateway.payment.observed"]>;

export type KnownEventType = keyof typeof eventData;
export const isKnownEventType = (type: string): type is KnownEventType => Object.hasOwn(eventData, type);

/** A CloudEvents 1.0 envelope in structured mode. `time` is required here: it is what makes order of arrival irrelevant. */
export const cloudEventSchema = z.object({
  specversion: z.literal("1.0"),
  id: z.string().min(1).max(200),
  source: z.string().min(1).max(500),
  type: z.string().min(1).max(200),
  subject: z.string().min(1).max(200).optional(),
  time: instant,
  datacontenttype: z.string().max(100).optional(),
  data: z.record(z.string(), z.unknown()),
});
/** The envelope of a type that we do not know: kept as it is, whatever its data looks like. */
export const unknownEventSchema = cloudEventSchema.extend({
  time: instant.optional(),
  data: z.unknown().optional(),
  data_base64: z.string().optional(),
});
export type CloudEvent = z.output<typeof cloudEventSchema>;

/** The six hops of a top-up, in order. */
export const stages = ["order", "payment", "callback", "risk", "fulfilment", "credit"] as const;
export type Stage = (typeof stages)[number];
export const stageStates = ["ok", "pending", "failed", "skipped", "unknown"] as const;
export type StageState = (typeof stageStates)[number];

/** The trace as staff and API keys see it (the outside contract). */
export const traceSchema = z.object({
  orderNo: z.string(),
  status: z.enum(orderStatuses),
  stages: z.array(
    z.object({ stage: z.enum(stages), state: z.enum(stageStates), at: z.string().nullable(), detail: z.string() }),
  ),
  brokenAt: z.enum(stages).nullable(),
  money: z.object({ paidFen: z.number().int(), creditedFen: z.number().int(), refundedFen: z.number().int() }),
  events: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      stage: z.enum(stages).nullable(),
      type: z.string(),
      source: z.string(),
      summary: z.string(),
    }),
  ),
});
export type Trace = z.output<typeof traceSchema>;
