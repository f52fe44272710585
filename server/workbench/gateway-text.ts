import { createHash } from "node:crypto";
import { and, asc, eq, inArray, isNull, or } from "drizzle-orm";
import { db } from "#db/client.ts";
import { gatewayCallbacks, gatewayPayments, inboundEvents, orders, payments, refunds } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { refundNoOf } from "#server/topup/index.ts";

/** Payments, callbacks and refunds that a text names. */
const MAX_LINES = 20;

/** What a gateway may be told: numbers, sums, times and states. Nothing of a person is in these types, so nothing can slip in. */
export type GatewayFacts = {
  orderNo: string;
  amountFen: number;
  createdAt: Date;
  payments: {
    outTradeNo: string;
    gatewayTradeNo: string | null;
    channel: string | null;
    method: string | null;
    amountFen: number;
    attemptedAt: Date;
    paidAt: Date | null;
    errorCode: string | null;
  }[];
  queries: {
    outTradeNo: string;
    channel: string;
    state: string | null;
    amountFen: number | null;
    answeredAt: Date | null;
  }[];
  /** Those that the platform took itself, and told us of. */
  taken: { outTradeNo: string | null; occurredAt: Date; verified: boolean | null }[];
  callbacks: {
    outTradeNo: string | null;
    gatewayTradeNo: string | null;
    notifyId: string | null;
    channel: string;
    receivedAt: Date;
    verified: boolean | null;
    answerStatus: number | null;
    /** SHA-256 of the bytes as they came, so that both sides can tell whether they speak of the same notice. */
    sha256: string;
  }[];
  refunds: { outTradeNo: string; refundNo: string; amountFen: number; state: string; requestedAt: Date }[];
};

/**
 * What there is to say to a gateway about an order's payments, as text to paste into its form.
 * @throws DomainError 403 FORBIDDEN, 404 ORDER_NOT_FOUND
 */
export async function gatewayText(args: {
  ctx: Ctx;
  input: { orderNo: string; locale: "zh-CN" | "en" };
}): Promise<{ text: string }> {
  authorize(args.ctx, "trace:read");
  const { orderNo, locale } = args.input;
  const facts = await gatewayFacts(args.ctx, orderNo);
  if (!facts) throw notFound("ORDER");
  return { text: asText(facts, locale) };
}

async function gatewayFacts({ tx }: Ctx, orderNo: string): Promise<GatewayFacts | undefined> {
  const reader = tx ?? db;
  const [order] = await reader.select().from(orders).where(eq(orders.orderNo, orderNo));
  if (!order) return undefined;
  const paid = await reader
    .select()
    .from(payments)
    .where(eq(payments.orderNo, orderNo))
    .orderBy(asc(payments.attemptedAt), asc(payments.outTradeNo))
    .limit(MAX_LINES);
  const numbers = paid.map(({ outTradeNo }) => outTradeNo);
  const queries = await reader
    .select()
    .from(gatewayPayments)
    .where(or(eq(gatewayPayments.orderNo, orderNo), inArray(gatewayPayments.outTradeNo, numbers)))
    .orderBy(asc(gatewayPayments.beganAt), asc(gatewayPayments.outTradeNo))
    .limit(MAX_LINES);
  const came = await reader
    .select()
    .from(gatewayCallbacks)
    .where(or(eq(gatewayCallbacks.orderNo, orderNo), inArray(gatewayCallbacks.outTradeNo, numbers)))
    .orderBy(asc(gatewayCallbacks.receivedAt), asc(gatewayCallbacks.id))
    .limit(MAX_LINES);
  const told = await reader
    .select({ outTradeNo: inboundEvents.outTradeNo, occurredAt: inboundEvents.occurredAt, data: inboundEvents.data })
    .from(inboundEvents)
    .where(
      and(
        eq(inboundEvents.type, "topup.callback.received"),
        or(
          eq(inboundEvents.orderNo, orderNo),
          and(isNull(inboundEvents.orderNo), inArray(inboundEvents.outTradeNo, numbers)),
        ),
      ),
    )
    .orderBy(asc(inboundEvents.occurredAt), asc(inboundEvents.id))
    .limit(MAX_LINES);
  const back = await reader
    .select()
    .from(refunds)
    .where(eq(refunds.orderNo, orderNo))
    .orderBy(asc(refunds.requestedAt), asc(refunds.id))
    .limit(MAX_LINES);
  return {
    ...{ orderNo, amountFen: order.amountFen, createdAt: order.createdAt, payments: paid, queries },
    taken: told.map(({ data: { verified }, ...one }) => ({
      ...one,
      verified: typeof verified === "boolean" ? verified : null,
    })),
    callbacks: came.map((one) => ({ ...one, sha256: createHash("sha256").update(one.body, "base64").digest("hex") })),
    refunds: back.map((one) => ({ ...one, refundNo: refundNoOf(one) })),
  };
}

const words = {
  "zh-CN": {
    ...{
      order: "商户订单号",
      amount: "订单金额",
      created: "下单时间",
      payment: "支付",
      out: "商户支付单号",
      trade: "渠道流水号",
    },
    ...{ channel: "渠道", began: "发起", paid: "付款", error: "错误码", query: "查询", callback: "回调", none: "无" },
    ...{ received: "收到", verified: "验签", yes: "通过", no: "未通过", answered: "我方应答", notice: "通知编号" },
    ...{ refund: "退款", refundNo: "商户退款单号", state: "状态", raw: "原文 SHA-256" },
  },
  en: {
    ...{ order: "Merchant order", amount: "Order amount", created: "Ordered", payment: "Payment", out: "out_trade_no" },
    ...{ trade: "Gateway trade no", channel: "Channel", began: "Begun", paid: "Paid", error: "Error code" },
    ...{ query: "Query", callback: "Callback", none: "none", received: "Received", verified: "Signature", yes: "good" },
    ...{ no: "bad", answered: "We answered", notice: "Notice", refund: "Refund", refundNo: "out_refund_no" },
    ...{ state: "State", raw: "SHA-256 of the body" },
  },
} as const;

/** Pure: the text, one thing a line, times in the gateways' own zone. */
export function asText(facts: GatewayFacts, locale: "zh-CN" | "en"): string {
  const w = words[locale];
  const line = (head: string, ...parts: (string | null | false)[]) =>
    `${head} | ${parts.filter((part) => part !== null && part !== false && part !== "").join(" | ")}`;
  const field = (name: string, value: string | number | null) => (value === null ? null : `${name} ${value}`);
  const callbacks = facts.callbacks.map((one) =>
    line(
      w.callback,
      field(w.received, beijing(one.receivedAt)),
      field(w.channel, one.channel),
      field(w.out, one.outTradeNo),
      field(w.trade, one.gatewayTradeNo),
      field(w.notice, one.notifyId),
      one.verified === null ? null : field(w.verified, one.verified ? w.yes : w.no),
      field(w.answered, one.answerStatus),
      field(w.raw, one.sha256),
    ),
  );
  // Where gateways call us and we pass it on, the platform tells of the same one again: its own are told of where none came here.
  const taken = (callbacks.length > 0 ? [] : facts.taken).map((one) =>
    line(
      w.callback,
      field(w.received, beijing(one.occurredAt)),
      field(w.out, one.outTradeNo),
      one.verified === null ? null : field(w.verified, one.verified ? w.yes : w.no),
    ),
  );
  const heard = [...callbacks, ...taken];
  return [
    `${w.order} ${facts.orderNo}`,
    `${w.amount} ${yuan(facts.amountFen)}`,
    `${w.created} ${beijing(facts.createdAt)}`,
    ...facts.payments.map((one) =>
      line(
        w.payment,
        field(w.out, one.outTradeNo),
        field(w.trade, one.gatewayTradeNo),
        field(w.channel, one.channel && joinMethod(one.channel, one.method)),
        yuan(one.amountFen),
        field(w.began, beijing(one.attemptedAt)),
        one.paidAt && field(w.paid, beijing(one.paidAt)),
        field(w.error, one.errorCode),
      ),
    ),
    ...facts.queries.flatMap((one) =>
      one.answeredAt === null
        ? []
        : [
            line(
              w.query,
              beijing(one.answeredAt),
              field(w.channel, one.channel),
              field(w.out, one.outTradeNo),
              field(w.state, one.state),
              one.amountFen === null ? null : yuan(one.amountFen),
            ),
          ],
    ),
    ...(heard.length > 0 ? heard : [line(w.callback, w.none)]),
    ...facts.refunds.map((one) =>
      line(
        w.refund,
        field(w.refundNo, one.refundNo),
        field(w.out, one.outTradeNo),
        yuan(one.amountFen),
        field(w.state, one.state),
        beijing(one.requestedAt),
      ),
    ),
    "",
  ].join("\n");
}

const joinMethod = (channel: string, method: string | null): string => (method ? `${channel}/${method}` : channel);
const yuan = (fen: number): string => `CNY ${(fen / 100).toFixed(2)}`;
/** 2026-11-01 08:00:20+08:00, as gateways write it. */
const beijing = (at: Date): string =>
  `${new Date(at.getTime() + 8 * 60 * 60_000).toISOString().slice(0, 19).replace("T", " ")}+08:00`;
