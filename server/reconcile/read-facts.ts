import { and, eq, inArray } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { claims, ledgerEntries, ledgerPostings, moneyItems, refunds, topups } from "#db/schema/index.ts";
import { channelSetting } from "#server/channels/index.ts";
import type { RepairPolicy } from "#server/channels/schemas.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { creditedFen, isSettled, judgeStages, loadCase, type OrderCase } from "#server/orders/index.ts";
import { previewRefund, previewTopup } from "#server/topup/index.ts";
import type { Facts, PaidFact, Way } from "./rules.ts";

/** The right to tie a payment to an order by hand: one order for each payment. */
export const paymentClaimKey = (outTradeNo: string) => `payment:${outTradeNo}`;

const strictness: readonly RepairPolicy[] = ["off", "assist", "auto"];
const liveStates = ["pending_approval", "executing", "unknown"] as const;

export type Known = { case: OrderCase; facts: Facts };

/**
 * Reads all that the rules want to know of an order: in `caller.tx`, which will act on it, or outside of transactions for a first
 * idea.
 * @param refused see {@link Facts}
 * @param gates false leaves out what the gates would say: outside of transactions that asks the gateways
 * @returns undefined when the platform never told of the order
 */
export async function readFacts(
  caller: Ctx,
  orderNo: string,
  { refused = false, gates = true }: { refused?: boolean; gates?: boolean } = {},
): Promise<Known | undefined> {
  // The gate is read as the product itself reads it, whatever the caller may see.
  const ctx: Ctx = { ...caller, actor: systemContext("reconcile").actor };
  const tx = ctx.tx ?? db;
  const known = await loadCase(tx, orderNo);
  if (!known) return undefined;
  const writtenOff = await writtenOffFen(tx, orderNo);
  const paid = await paidFacts(tx, known, writtenOff);
  const { order } = known;
  const open = paid.filter((payment) => payment.outstandingFen > 0);
  const settled = isSettled(known) || open.length === 0 || (await droppedByPeople(tx, orderNo));
  const ways = settled || !gates ? none : await waysOf(ctx, tx, orderNo, open);
  const setting = await strictest(tx, open);
  const callback = judgeStages(known, ctx.clock.now()).results.find((result) => result.stage === "callback");
  const facts: Facts = {
    status: order.status,
    productType: order.productType,
    settled,
    payments: paid,
    expiresAt: order.expiresAt,
    statusAt: order.statusAt,
    reportsBroken: callback?.state === "failed",
    fulfilment: fulfilmentOf(known),
    soldOut: known.product?.stock === 0 && known.fulfilments.every((row) => row.state === "failed"),
    ...setting,
    ...ways,
    refused: refused || (!settled && (await failedAlone(tx, orderNo))),
  };
  return { case: known, facts };
}

async function paidFacts(tx: Db, known: OrderCase, writtenOff: number): Promise<PaidFact[]> {
  const paid = known.payments
    .filter((payment) => payment.paidFen > 0)
    .sort((a, b) => timeOf(a) - timeOf(b) || (a.outTradeNo < b.outTradeNo ? -1 : 1));
  const keys = paid.map((payment) => paymentClaimKey(payment.outTradeNo));
  const tied = await tx.select({ key: claims.key }).from(claims).where(inArray(claims.key, keys));
  const tiedKeys = new Set(tied.map((row) => row.key));
  const calling = new Map<string, boolean>();
  for (const channel of new Set(paid.map((payment) => payment.channel ?? ""))) {
    calling.set(channel, (await channelSetting(tx, channel))?.enabled ?? false);
  }
  // What was credited or written off is taken from the payments in the order in which they came, as the ledger does.
  let taken = creditedFen(known).total + writtenOff;
  return paid.map((payment) => {
    const left = Math.max(0, payment.paidFen - payment.refundedFen);
    const outstandingFen = Math.max(0, left - taken);
    taken = Math.max(0, taken - left);
    return {
      outTradeNo: payment.outTradeNo,
      channel: payment.channel ?? "",
      paidAt: payment.paidAt ?? payment.attemptedAt,
      outstandingFen,
      confirmed: payment.gatewayState === "paid",
      tied: tiedKeys.has(paymentClaimKey(payment.outTradeNo)),
      calls: calling.get(payment.channel ?? "") ?? false,
      called: known.callbacks.some(
        (row) =>
          row.outTradeNo === payment.outTradeNo &&
          row.verified &&
          (row.outcome === "applied" || row.outcome === "duplicate"),
      ),
    };
  });
}

const timeOf = (payment: OrderCase["payments"][number]) => (payment.paidAt ?? payment.attemptedAt).getTime();

async function writtenOffFen(tx: Db, orderNo: string): Promise<number> {
  const rows = await tx
    .select({ amountFen: ledgerPostings.amountFen })
    .from(ledgerEntries)
    .innerJoin(ledgerPostings, eq(ledgerPostings.entryId, ledgerEntries.id))
    .where(
      and(eq(ledgerEntries.orderNo, orderNo), eq(ledgerEntries.kind, "write_off"), eq(ledgerPostings.account, "loss")),
    );
  return rows.reduce((sum, row) => sum + Math.max(0, row.amountFen), 0);
}

/** Two people looked at the stuck order and let it be. */
async function droppedByPeople(tx: Db, orderNo: string): Promise<boolean> {
  const [row] = await tx
    .select({ id: moneyItems.id })
    .from(moneyItems)
    .where(
      and(eq(moneyItems.orderNo, orderNo), eq(moneyItems.kind, "order_stuck"), eq(moneyItems.resolution, "dismissed")),
    )
    .limit(1);
  return row !== undefined;
}

/** What we began by ourselves and the other side refused for good: it would refuse it again. */
async function failedAlone(tx: Db, orderNo: string): Promise<boolean> {
  for (const table of [topups, refunds]) {
    const [row] = await tx
      .select({ id: table.id })
      .from(table)
      .where(and(eq(table.orderNo, orderNo), eq(table.requestedByKind, "system"), eq(table.state, "failed")))
      .limit(1);
    if (row) return true;
  }
  return false;
}

const shut: Way = { possible: false, second: false, amountFen: 0, failed: [] };
const none: Pick<Facts, "credit" | "refund" | "live"> = { credit: shut, refund: shut, live: null };

async function waysOf(ctx: Ctx, tx: Db, orderNo: string, open: readonly PaidFact[]): Promise<typeof none> {
  const credit = await previewTopup({ ctx, input: { orderNo, reasonCode: "CB_MISSING" } });
  // The newest goes back first: the oldest is the one that an order is credited from.
  const paymentNo = open.at(-1)?.outTradeNo;
  const input = { orderNo, reasonCode: "CB_MISSING" as const, ...(paymentNo === undefined ? {} : { paymentNo }) };
  const refund = await previewRefund({ ctx, input });
  const [refunding] = await tx
    .select({ state: refunds.state })
    .from(refunds)
    .where(and(eq(refunds.orderNo, orderNo), inArray(refunds.state, [...liveStates])))
    .limit(1);
  const live = credit.live?.state ?? refunding?.state;
  return {
    credit: wayOf(credit, credit.creditableFen),
    refund: wayOf(refund, refund.amountFen),
    live: live === undefined ? null : live === "pending_approval" ? "waiting" : "moving",
  };
}

type Preview = {
  possible: boolean;
  secondPersonReasons: readonly string[];
  gate: readonly { ok: boolean; code: string }[];
};

const wayOf = (preview: Preview, amountFen: number): Way => ({
  possible: preview.possible,
  second: preview.secondPersonReasons.length > 0,
  amountFen,
  failed: preview.gate.flatMap((entry) => (entry.ok || entry.code === "SECOND_NEEDED" ? [] : [entry.code])),
});

/** The strictest policy and the smallest limit of all channels whose money is open; a channel nobody set up moves nothing. */
async function strictest(tx: Db, open: readonly PaidFact[]): Promise<Pick<Facts, "policy" | "autoLimitFen">> {
  let found: Pick<Facts, "policy" | "autoLimitFen"> = { policy: "auto", autoLimitFen: Number.MAX_SAFE_INTEGER };
  for (const channel of new Set(open.map((payment) => payment.channel))) {
    const setting = await channelSetting(tx, channel);
    const { policy, autoLimitFen } = setting?.enabled ? setting : { policy: "assist" as const, autoLimitFen: 0 };
    found = {
      policy: strictness.indexOf(policy) < strictness.indexOf(found.policy) ? policy : found.policy,
      autoLimitFen: Math.min(found.autoLimitFen, autoLimitFen),
    };
  }
  return found;
}

function fulfilmentOf({ order, fulfilments }: OrderCase): Facts["fulfilment"] {
  if (fulfilments.some((row) => row.state === "submitted") || order.status === "fulfilling") return "running";
  if (fulfilments.length === 0) return "none";
  return fulfilments.every((row) => row.state === "failed") ? "failed" : "other";
}
