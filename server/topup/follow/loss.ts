import { and, count, eq, inArray, or } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { inboundEvents, ledgerEntries, ledgerPostings, refunds } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import type { OrderCase } from "#server/orders/index.ts";
import { raiseItem } from "#server/payments/index.ts";
import { clearingAccount, FULFILMENT, LOSS, post } from "../ledger.ts";
import { paidPayments, sum } from "../money.ts";

/**
 * Books what was delivered after its money had gone back, and puts it before a person. What a platform credits first and gives
 * back afterwards is its own decision and no loss in this sense.
 */
export async function bookLoss(tx: Tx, ctx: Ctx, known: OrderCase): Promise<void> {
  const { order } = known;
  const since = await firstRefundAt(tx, known);
  if (!since) return;
  const { deliveredFen, ours } = deliveredAfter(known, since);
  const lossFen = Math.min(order.refundedFen, deliveredFen);
  const { bookedFen, entries } = await booked(tx, order.orderNo);
  const amountFen = lossFen - bookedFen;
  if (amountFen <= 0) return;
  const [payment] = paidPayments(known);
  const channel = payment?.channel ?? null;
  await post(tx, {
    kind: "loss",
    orderNo: order.orderNo,
    reference: `${order.orderNo}:${entries + 1}`,
    postedAt: ctx.clock.now(),
    lines: [
      { account: LOSS, amountFen: -amountFen },
      // A credit in our own books took money from clearing that was no longer there.
      { account: ours ? clearingAccount(channel) : FULFILMENT, amountFen },
    ],
  });
  await raiseItem(tx, ctx, {
    kind: "credited_after_refund",
    about: order.orderNo,
    channel,
    orderNo: order.orderNo,
    outTradeNo: payment?.outTradeNo ?? null,
    gatewayTradeNo: payment?.gatewayTradeNo ?? null,
    amountFen: lossFen,
    otherFen: order.refundedFen,
    detail: { refundedAt: since.toISOString(), booked: true },
  });
}

/** When money of this order went back for the first time, by anybody's word. */
async function firstRefundAt(tx: Tx, { order, payments }: OrderCase): Promise<Date | null> {
  const numbers = payments.map((payment) => payment.outTradeNo);
  const told = await tx
    .select({ type: inboundEvents.type, at: inboundEvents.occurredAt, data: inboundEvents.data })
    .from(inboundEvents)
    .where(
      and(
        inArray(inboundEvents.type, ["topup.payment.refunded", "gateway.payment.observed"]),
        or(eq(inboundEvents.orderNo, order.orderNo), inArray(inboundEvents.outTradeNo, numbers)),
      ),
    );
  const own = await tx
    .select({ at: refunds.settledAt })
    .from(refunds)
    .where(and(eq(refunds.orderNo, order.orderNo), eq(refunds.state, "succeeded")));
  const times = [
    ...told
      .filter((event) => event.type === "topup.payment.refunded" || Number(event.data.refundedFen) > 0)
      .map((event) => event.at.getTime()),
    ...own.flatMap((row) => (row.at ? [row.at.getTime()] : [])),
  ];
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

function deliveredAfter(known: OrderCase, since: Date): { deliveredFen: number; ours: boolean } {
  const { order, credits, fulfilments, ledgerCredits } = known;
  const own = new Set(ledgerCredits.flatMap((credit) => [credit.reference, ...(credit.also ?? [])]));
  const ours = sum(ledgerCredits.filter((row) => row.at > since).map((row) => row.amountFen));
  const posted = sum(
    credits.filter((row) => row.postedAt > since && !own.has(row.reference)).map((row) => row.amountFen),
  );
  const delivered = fulfilments.filter(
    (row) => (row.state === "succeeded" || row.state === "partial") && row.decidedAt !== null && row.decidedAt > since,
  );
  // A delivery that names no sum delivered the order.
  const supplied = sum(delivered.map((row) => row.creditedFen ?? (row.state === "succeeded" ? order.amountFen : 0)));
  return { deliveredFen: Math.max(ours, posted, supplied), ours: ours > 0 };
}

async function booked(tx: Tx, orderNo: string): Promise<{ bookedFen: number; entries: number }> {
  const rows = await tx
    .select({ amountFen: ledgerPostings.amountFen })
    .from(ledgerPostings)
    .innerJoin(ledgerEntries, eq(ledgerEntries.id, ledgerPostings.entryId))
    .where(and(eq(ledgerEntries.kind, "loss"), eq(ledgerEntries.orderNo, orderNo), eq(ledgerPostings.account, LOSS)));
  const [entries] = await tx
    .select({ n: count() })
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.kind, "loss"), eq(ledgerEntries.orderNo, orderNo)));
  return { bookedFen: -sum(rows.map((row) => row.amountFen)), entries: Number(entries?.n ?? 0) };
}
