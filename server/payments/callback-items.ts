import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { moneyItems } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import type { CallbackVerdict } from "#server/gateways/gateway.ts";
import type { CallbackRow, FoundCase } from "./callback-case.ts";
import { raiseItem, resolveItem } from "./items.ts";
import type { Judgement } from "./rules/judge-callback.ts";
import { smellsForged } from "./rules.ts";

const CHINA_MS = 8 * 3_600_000;
/** The day in China that an instant falls on, as YYYY-MM-DD. */
const dayOf = (at: Date): string => {
  const start = Math.floor((at.getTime() + CHINA_MS) / DAY_MS) * DAY_MS;
  return new Date(start).toISOString().slice(0, 10);
};

type Sense = { verdict: CallbackVerdict; judged: Judgement; found: FoundCase | null };

/** Puts before a person what a callback means for them, if it means anything. */
export async function raiseCallbackItem(
  tx: Tx,
  ctx: Ctx,
  row: CallbackRow,
  { verdict, judged, found }: Sense,
): Promise<void> {
  if (row.verdict === "error") await resolveItem(tx, ctx, unjudged(row), "settled");
  if (!verdict.ok) {
    if (smellsForged(verdict.fault)) await countForged(tx, ctx, row, verdict.fault);
    return;
  }
  if (!judged.item) return;
  const { notice } = verdict;
  const abouts: Partial<Record<NonNullable<Judgement["item"]>, string>> = {
    foreign_callback: `${row.channel}:${notice.outTradeNo}:${judged.reason}`,
    refund_failed: notice.outRefundNo ?? notice.outTradeNo,
  };
  await raiseItem(tx, ctx, {
    kind: judged.item,
    about: abouts[judged.item] ?? notice.outTradeNo,
    channel: row.channel,
    // Of another merchant's callback not even the order is to be believed.
    orderNo: notice.ours ? (found?.orderNo ?? null) : null,
    outTradeNo: notice.outTradeNo,
    gatewayTradeNo: notice.gatewayTradeNo,
    amountFen: judged.item === "amount_differs" ? (found?.payment?.amountFen ?? found?.orderFen ?? null) : null,
    otherFen: judged.item === "refund_failed" ? notice.refundFen : notice.amountFen,
    detail: { reason: judged.reason, callbackId: row.id, via: "callback", outRefundNo: notice.outRefundNo },
  });
}

const unjudged = (row: CallbackRow) => ({ kind: "callback_error" as const, about: row.id });

/** Puts a callback that could not be judged before a person. What it claims is not believed: it names no order. */
export async function raiseUnjudged(tx: Tx, ctx: Ctx, row: CallbackRow): Promise<void> {
  await raiseItem(tx, ctx, { ...unjudged(row), channel: row.channel, detail: { callbackId: row.id } });
}

const shut = (channel: string) => ({ kind: "callback_error" as const, about: `channel:${channel}` });

/** Puts before a person, once, that no callback of a channel can be judged. */
export async function raiseShut(tx: Tx, ctx: Ctx, channel: string, reason: string): Promise<void> {
  await raiseItem(tx, ctx, { ...shut(channel), channel, detail: { reason } });
}

/** One was judged: the channel's are open again. */
export async function settleShut(tx: Tx, ctx: Ctx, channel: string): Promise<void> {
  await resolveItem(tx, ctx, shut(channel), "settled");
}

/** Forged callbacks come in floods: one item a channel and day, which counts them. */
async function countForged(tx: Tx, ctx: Ctx, row: CallbackRow, fault: string): Promise<void> {
  const { id } = await raiseItem(tx, ctx, {
    kind: "forged_callback",
    about: `${row.channel}:${dayOf(row.receivedAt)}`,
    channel: row.channel,
  });
  const [item] = await tx.select({ detail: moneyItems.detail }).from(moneyItems).where(eq(moneyItems.id, id));
  const before = item?.detail ?? {};
  const faults = (before.faults ?? {}) as Record<string, number>;
  const detail = {
    ...before,
    count: Number(before.count ?? 0) + 1,
    faults: { ...faults, [fault]: (faults[fault] ?? 0) + 1 },
    lastCallbackId: row.id,
    lastAddress: row.remoteAddress,
    lastAt: row.receivedAt.toISOString(),
  };
  await tx.update(moneyItems).set({ detail }).where(eq(moneyItems.id, id));
}
