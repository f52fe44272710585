import { and, desc, eq, lte } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { gatewayPayments, inboundEvents, orders, payments } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { sha256Hex } from "#server/core/ids.ts";
import type { GatewayPayment } from "#server/gateways/gateway.ts";
import { recordGatewayWords } from "#server/orders/index.ts";
import { GATEWAY_SOURCE, type GatewayObservation } from "#server/orders/schemas.ts";
import type { Answer } from "./ask.ts";
import { askedRow, type GatewayPaymentRow, tradeNoHolder } from "./callback-case.ts";
import { orphanItem, raiseItem, resolveItem } from "./items.ts";
import { checkOrder } from "./order-items.ts";
import { hasTaken, isFinal, nextQueryAt, ORPHAN_AFTER_MS } from "./rules.ts";

export type Said = { channel: string; outTradeNo: string; orderNo?: string; askedAt: Date; answer: Answer };
type Values = Omit<typeof gatewayPayments.$inferInsert, "channel" | "outTradeNo">;

/**
 * Writes down what came of asking a gateway: its word in the event log if it is news, and when it is asked next.
 * @param tx serialises on the event log
 * @returns the payment as it is known now
 */
export async function recordAnswer(tx: Tx, ctx: Ctx, said: Said): Promise<GatewayPaymentRow> {
  const { channel, outTradeNo, answer } = said;
  const before = await askedRow(tx, channel, outTradeNo);
  const begun = await paymentOf(tx, channel, outTradeNo);
  const orderNo = said.orderNo ?? before?.orderNo ?? begun?.orderNo ?? (await orderNamed(tx, outTradeNo));
  const beganAt = before?.beganAt ?? begun?.attemptedAt ?? said.askedAt;
  const known = { ...said, tied: said.orderNo, orderNo: orderNo ?? null, before, beganAt };
  if ("error" in answer) return write(tx, known, silence(ctx, known, answer.error));
  if (!answer.payment.ours) {
    await raiseForeign(tx, ctx, known, answer.payment, "FOREIGN_MERCHANT");
    return write(tx, known, silence(ctx, known, "FOREIGN_MERCHANT"));
  }
  return hear(tx, ctx, known, answer.payment);
}

type Known = Omit<Said, "orderNo"> & {
  /** The order that the caller says it belongs to. */
  tied: string | undefined;
  orderNo: string | null;
  before: GatewayPaymentRow | null;
  beganAt: Date;
};

/** No answer that counts: what was known stays, and the next question comes later. */
function silence(ctx: Ctx, { before, beganAt }: Known, error: string): Partial<Values> {
  const now = ctx.clock.now();
  // A closed door costs the gateway nothing and says nothing of the payment.
  const attempts = (before?.attempts ?? 0) + (error === "CIRCUIT_OPEN" ? 0 : 1);
  const done = before?.state != null && isFinal(before.state) && before.nextQueryAt === null;
  return { attempts, lastError: error, nextQueryAt: done ? null : nextQueryAt(beganAt, Math.max(1, attempts), now) };
}

async function hear(tx: Tx, ctx: Ctx, known: Known, payment: GatewayPayment): Promise<GatewayPaymentRow> {
  const { before, askedAt, beganAt, outTradeNo } = known;
  const now = ctx.clock.now();
  if (await tradeNoHolder(tx, { ...payment, channel: known.channel, outTradeNo })) {
    await raiseForeign(tx, ctx, known, payment, "TRADE_NO_TAKEN");
  }
  const orderNos = await tell(tx, ctx, known, payment);
  const attempts = (before?.attempts ?? 0) + 1;
  // Nobody has an order for it yet: when it is asked again, either somebody has or a person has to look.
  const orphanedAt = known.orderNo === null && hasTaken(payment.state) ? after(beganAt, ORPHAN_AFTER_MS) : null;
  const again = orphanedAt && orphanedAt > now ? orphanedAt : null;
  const asked = { attempts, nextQueryAt: isFinal(payment.state) ? again : nextQueryAt(beganAt, attempts, now) };
  // Of two answers that overlapped, the one that was asked for later counts.
  const overtaken = before?.answeredAt != null && before.answeredAt > askedAt;
  const row = await write(
    tx,
    known,
    overtaken
      ? {}
      : {
          ...asked,
          state: payment.state,
          amountFen: payment.amountFen,
          refundedFen: Math.max(before?.refundedFen ?? 0, payment.refundedFen),
          gatewayTradeNo: payment.gatewayTradeNo ?? before?.gatewayTradeNo ?? null,
          paidAt: payment.paidAt ?? before?.paidAt ?? null,
          answeredAt: askedAt,
          lastError: null,
        },
  );
  await confirmCallback(tx, ctx, row, payment);
  if (orphanedAt && !again) await raiseOrphan(tx, ctx, row);
  for (const orderNo of orderNos) await checkOrder(tx, ctx, orderNo);
  return row;
}

/**
 * Puts an answer into the event log when it says something new.
 * @returns the orders that it changed
 */
async function tell(tx: Tx, ctx: Ctx, known: Known, payment: GatewayPayment): Promise<string[]> {
  const { channel, outTradeNo, askedAt, orderNo } = known;
  const observation: GatewayObservation = {
    outTradeNo,
    channel,
    via: "query",
    state: payment.state,
    amountFen: payment.amountFen,
    refundedFen: payment.refundedFen,
    gatewayTradeNo: payment.gatewayTradeNo,
    paidAt: payment.paidAt?.toISOString() ?? null,
  };
  const last = await lastWord(tx, known);
  if (last && sameWord(last.data, observation)) return [];
  // The same answer after the same history is the same event, whoever asked; after a callback in between it is another.
  const id = `query.${sha256Hex(JSON.stringify([last?.id ?? "", outTradeNo, observation]))}`;
  const word = { kind: "payment" as const, id, at: askedAt, observation, ...(known.tied && { orderNo: known.tied }) };
  const { fresh, orderNos } = await recordGatewayWords(tx, ctx, [word]);
  if (fresh > 0) {
    await appendAudit(tx, ctx, {
      action: "payment.observed",
      subject: `payment:${channel}/${outTradeNo}`,
      data: { ...observation, orderNo },
    });
  }
  return orderNos;
}

const after = (at: Date, ms: number) => new Date(at.getTime() + ms);

async function lastWord(tx: Tx, { channel, outTradeNo, askedAt }: Known) {
  const [row] = await tx
    .select({ id: inboundEvents.id, data: inboundEvents.data })
    .from(inboundEvents)
    .where(
      and(
        eq(inboundEvents.outTradeNo, outTradeNo),
        eq(inboundEvents.source, `${GATEWAY_SOURCE}${channel}`),
        eq(inboundEvents.type, "gateway.payment.observed"),
        lte(inboundEvents.occurredAt, askedAt),
      ),
    )
    .orderBy(desc(inboundEvents.occurredAt), desc(inboundEvents.eventId))
    .limit(1);
  return row;
}

const members = ["via", "state", "amountFen", "refundedFen", "gatewayTradeNo", "paidAt"] as const;
const sameWord = (one: Record<string, unknown>, other: GatewayObservation): boolean =>
  members.every((member) => one[member] === other[member]);

/** A callback said paid: now the gateway was asked, and says so too or does not. */
async function confirmCallback(tx: Tx, ctx: Ctx, row: GatewayPaymentRow, payment: GatewayPayment): Promise<void> {
  if (!row.callbackAt) return;
  const which = { kind: "unconfirmed_callback" as const, about: row.outTradeNo };
  if (hasTaken(payment.state)) {
    await resolveItem(tx, ctx, which, "settled");
    return;
  }
  const { channel, orderNo, outTradeNo, gatewayTradeNo } = row;
  const detail = { state: payment.state, callbackAt: row.callbackAt.toISOString() };
  await raiseItem(tx, ctx, { ...which, channel, orderNo, outTradeNo, gatewayTradeNo, detail });
}

/** Money that came for an order that nobody told us of. Linking it to one, or giving it back, is a person's to decide. */
async function raiseOrphan(tx: Tx, ctx: Ctx, row: GatewayPaymentRow): Promise<void> {
  const { channel, outTradeNo, gatewayTradeNo, amountFen } = row;
  const detail = { side: "there", via: "query", paidAt: row.paidAt?.toISOString() ?? null };
  await raiseItem(tx, ctx, {
    ...orphanItem(row),
    channel,
    outTradeNo,
    gatewayTradeNo,
    amountFen,
    otherFen: amountFen,
    detail,
  });
}

async function raiseForeign(tx: Tx, ctx: Ctx, known: Known, payment: GatewayPayment, reason: string): Promise<void> {
  const { channel, outTradeNo, orderNo } = known;
  await raiseItem(tx, ctx, {
    kind: "foreign_callback",
    about: `${channel}:${outTradeNo}:${reason}`,
    channel,
    orderNo,
    outTradeNo,
    gatewayTradeNo: payment.gatewayTradeNo,
    otherFen: payment.amountFen,
    detail: { reason, via: "query", state: payment.state },
  });
}

async function write(tx: Tx, known: Known, values: Partial<Values>): Promise<GatewayPaymentRow> {
  const { channel, outTradeNo, orderNo, beganAt } = known;
  const fresh = { channel, outTradeNo, refundedFen: 0, beganAt, attempts: 0, ...values, orderNo };
  const [row] = await tx
    .insert(gatewayPayments)
    .values(fresh)
    .onConflictDoUpdate({
      target: [gatewayPayments.channel, gatewayPayments.outTradeNo],
      set: { ...values, orderNo },
    })
    .returning();
  if (!row) throw new Error("The answer of a gateway was not written");
  return row;
}

async function paymentOf(tx: Tx, channel: string, outTradeNo: string) {
  const rows = await tx
    .select({ orderNo: payments.orderNo, channel: payments.channel, attemptedAt: payments.attemptedAt })
    .from(payments)
    .where(eq(payments.outTradeNo, outTradeNo))
    .orderBy(payments.orderNo)
    .limit(3);
  return rows.find((row) => row.channel === channel) ?? rows.find((row) => row.channel === null);
}

async function orderNamed(tx: Tx, outTradeNo: string): Promise<string | undefined> {
  const [row] = await tx.select({ orderNo: orders.orderNo }).from(orders).where(eq(orders.orderNo, outTradeNo));
  return row?.orderNo;
}
