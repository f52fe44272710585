import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { ledgerEntries, ledgerPostings, refunds, topups } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import type { OrderCase } from "#server/orders/index.ts";
import { resolveItem } from "#server/payments/index.ts";
import { clearingAccount, isPosted, post, SUSPENSE, suspended } from "../ledger.ts";
import { sum } from "../money.ts";

type Payment = OrderCase["payments"][number];

/**
 * Keeps money whose sum is not the order's in suspense until two people decided. It goes in once, when the gateway confirmed the
 * payment; credits and refunds of ours then take their part out of there; what was settled outside of our books goes back to
 * clearing.
 */
export async function keepSuspense(tx: Tx, ctx: Ctx, known: OrderCase): Promise<void> {
  const inSuspense = await suspended(
    tx,
    known.payments.map((payment) => payment.outTradeNo),
  );
  for (const payment of known.payments) {
    if (inSuspense.has(payment.outTradeNo)) await leave(tx, ctx, known, payment);
    else await enter(tx, ctx, known, payment);
  }
}

/** Asked, not only called: a callback alone proves nothing. */
const isConfirmed = (payment: Payment) => payment.gatewayState === "paid" && payment.gatewayVia !== "callback";

async function enter(tx: Tx, ctx: Ctx, { order, ...known }: OrderCase, payment: Payment): Promise<void> {
  const { outTradeNo, paidFen, refundedFen, channel } = payment;
  if (!isConfirmed(payment) || paidFen === order.amountFen || paidFen === 0 || refundedFen > 0) return;
  if (known.ledgerCredits.length > 0 || order.platformCreditedFen > 0 || order.status === "completed") return;
  if (await isPosted(tx, "suspense_in", outTradeNo)) return;
  await post(tx, {
    kind: "suspense_in",
    orderNo: order.orderNo,
    reference: outTradeNo,
    postedAt: ctx.clock.now(),
    lines: [
      { account: clearingAccount(channel), amountFen: -paidFen },
      { account: SUSPENSE, amountFen: paidFen },
    ],
  });
}

async function leave(tx: Tx, ctx: Ctx, { order }: OrderCase, payment: Payment): Promise<void> {
  const { outTradeNo, channel, paidFen, refundedFen } = payment;
  const { creditedFen, returnedFen, movingFen } = await ownParts(tx, order.orderNo, outTradeNo);
  const restFen = (await enteredFen(tx, outTradeNo)) - creditedFen - returnedFen;
  const about = { kind: "amount_differs", about: outTradeNo } as const;
  if (restFen <= 0) {
    await resolveItem(tx, ctx, about, creditedFen > 0 ? "applied" : "refunded");
    return;
  }
  if (movingFen > 0) return;
  const elsewhere = refundedFen > returnedFen && refundedFen >= paidFen;
  if (!elsewhere && order.platformCreditedFen === 0 && order.status !== "completed") return;
  // What stays of a credit that was ours is for the people whose item is still open.
  if (creditedFen > 0 && !elsewhere) return;
  await post(tx, {
    kind: "suspense_out",
    orderNo: order.orderNo,
    reference: outTradeNo,
    postedAt: ctx.clock.now(),
    lines: [
      { account: SUSPENSE, amountFen: -restFen },
      { account: clearingAccount(channel), amountFen: restFen },
    ],
  });
  await resolveItem(tx, ctx, about, "settled");
}

async function enteredFen(tx: Tx, outTradeNo: string): Promise<number> {
  const rows = await tx
    .select({ amountFen: ledgerPostings.amountFen })
    .from(ledgerPostings)
    .innerJoin(ledgerEntries, eq(ledgerEntries.id, ledgerPostings.entryId))
    .where(
      and(
        eq(ledgerEntries.kind, "suspense_in"),
        eq(ledgerEntries.reference, outTradeNo),
        eq(ledgerPostings.account, SUSPENSE),
      ),
    );
  return sum(rows.map((row) => row.amountFen));
}

/** What credits and refunds of ours took of a payment, and what they are about to take. */
async function ownParts(tx: Tx, orderNo: string, outTradeNo: string) {
  const credits = await tx
    .select({ state: topups.state, draws: topups.draws })
    .from(topups)
    .where(and(eq(topups.orderNo, orderNo), inArray(topups.state, ["executing", "unknown", "succeeded"])));
  const returns = await tx
    .select({ state: refunds.state, amountFen: refunds.amountFen })
    .from(refunds)
    .where(and(eq(refunds.outTradeNo, outTradeNo), inArray(refunds.state, ["executing", "unknown", "succeeded"])));
  const drawn = credits.flatMap(({ state, draws }) =>
    (draws ?? []).filter((draw) => draw.outTradeNo === outTradeNo).map(({ amountFen }) => ({ state, amountFen })),
  );
  const done = (rows: readonly { state: string; amountFen: number }[], ended: boolean) =>
    sum(rows.filter((row) => (row.state === "succeeded") === ended).map((row) => row.amountFen));
  return {
    creditedFen: done(drawn, true),
    returnedFen: done(returns, true),
    movingFen: done(drawn, false) + done(returns, false),
  };
}
