import { z } from "zod";
import { type CallbackFault, callbackFaults, gatewayKinds } from "#server/gateways/schemas.ts";

/** What was made of a callback. `waiting`: verified, and its order is not known yet. */
export const inboxVerdicts = ["pending", "applied", "duplicate", "waiting", "ignored", "rejected", "error"] as const;
export type InboxVerdict = (typeof inboxVerdicts)[number];

/** Why a callback was judged as it was, beside what is wrong with its form or signature. */
export const callbackReasons = [
  "FOREIGN_MERCHANT",
  "TRADE_NO_TAKEN",
  "CHANNEL_DIFFERS",
  "AMOUNT_DIFFERS",
  "SHARED_NUMBER",
  "ORDER_UNKNOWN",
  "SAME_NOTICE",
  "ALREADY_PAID",
  "ALREADY_REFUNDED",
  "REFUND_FAILED",
  "NOT_PAID_YET",
  "NOTHING_TO_DO",
  "INTERNAL",
] as const;
export type CallbackReason = (typeof callbackReasons)[number] | CallbackFault;
/** Every reason that a callback's record may name. */
export const allCallbackReasons: readonly CallbackReason[] = [...callbackReasons, ...callbackFaults];

export const relayStates = ["pending", "delivered", "dead", "disabled"] as const;
export type RelayState = (typeof relayStates)[number];

/** Why something about money waits for a person. The queue shows charged-and-not-credited first. */
export const moneyItemKinds = [
  "paid_no_callback",
  "order_stuck",
  "amount_differs",
  "paid_twice",
  "paid_after_close",
  "missing_here",
  "missing_there",
  "refunded_there",
  "credited_after_refund",
  "credited_twice",
  "refund_by_hand",
  "refund_failed",
  "command_dead",
  "delivery_unreadable",
  "relay_dead",
  "foreign_callback",
  "forged_callback",
  "unconfirmed_callback",
  "callback_error",
  "bill_failed",
] as const;
export type MoneyItemKind = (typeof moneyItemKinds)[number];

export const moneyItemStates = ["open", "resolved"] as const;
export type MoneyItemState = (typeof moneyItemStates)[number];

/** How an item ended. `settled`: the records came right by themselves. */
export const moneyItemResolutions = ["settled", "applied", "refunded", "written_off", "linked", "dismissed"] as const;
export type MoneyItemResolution = (typeof moneyItemResolutions)[number];

const cursor = z.string().min(1).max(100);
const number = z.string().trim().min(1).max(128);

export const callbackListSchema = z.object({
  channel: z.string().trim().min(1).max(63).optional(),
  verdict: z.enum(inboxVerdicts).optional(),
  /** An order's number, a payment number, or the gateway's. */
  orderNo: number.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: cursor.optional(),
});
export type CallbackListInput = z.input<typeof callbackListSchema>;

const relaySchema = z.object({
  state: z.enum(relayStates),
  url: z.string(),
  attempts: z.number().int(),
  nextAttemptAt: z.string().nullable(),
  lastStatus: z.number().int().nullable(),
  lastError: z.string().nullable(),
  deliveredAt: z.string().nullable(),
});
export type RelayView = z.output<typeof relaySchema>;

/** A callback in a list. `outTradeNo` of one that did not verify is only what it claims. */
export const callbackSummarySchema = z.object({
  id: z.string(),
  channel: z.string(),
  kind: z.enum(gatewayKinds),
  receivedAt: z.string(),
  verified: z.boolean().nullable(),
  verdict: z.enum(inboxVerdicts),
  reason: z.string().nullable(),
  event: z.string().nullable(),
  outTradeNo: z.string().nullable(),
  gatewayTradeNo: z.string().nullable(),
  orderNo: z.string().nullable(),
  amountFen: z.number().int().nullable(),
  answerStatus: z.number().int().nullable(),
  relay: relaySchema.nullable(),
});
export type CallbackSummary = z.output<typeof callbackSummarySchema>;

/** A callback as it came, and all that was made of it. */
export const callbackSchema = callbackSummarySchema.extend({
  method: z.string(),
  /** What followed the question mark, undecoded. */
  query: z.string(),
  headers: z.record(z.string(), z.string()),
  /** The body as text; as base64 where its bytes are no UTF-8. */
  body: z.string(),
  bodyEncoding: z.enum(["utf-8", "base64"]),
  bodyBytes: z.number().int(),
  remoteAddress: z.string(),
  notifyId: z.string().nullable(),
  answerBody: z.string().nullable(),
  judgedAt: z.string().nullable(),
  judgements: z.number().int(),
});
export type CallbackView = z.output<typeof callbackSchema>;
