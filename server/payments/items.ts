import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { moneyItems } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { emit } from "#server/jobs/outbox.ts";
import { rankOf } from "./rules.ts";
import type { MoneyItemKind, MoneyItemResolution } from "./schemas.ts";

export type NewMoneyItem = {
  kind: MoneyItemKind;
  /** What the trouble is about, such as a payment number: with the kind it makes one item of one trouble. */
  about: string;
  channel?: string | null;
  orderNo?: string | null;
  outTradeNo?: string | null;
  gatewayTradeNo?: string | null;
  amountFen?: number | null;
  otherFen?: number | null;
  detail?: Record<string, unknown>;
  /** The daily bill that it was found by. */
  billId?: string | null;
};
export type MoneyItemRow = typeof moneyItems.$inferSelect;

const dedupeKeyOf = (kind: MoneyItemKind, about: string) => `${kind}:${about}`;

/** The item of a payment that a gateway, or its bill, has and that no order of ours has. */
export const orphanItem = (payment: { channel: string; outTradeNo: string }) => ({
  kind: "missing_here" as const,
  about: `${payment.channel}:${payment.outTradeNo}`,
});

/**
 * Puts something about money before a person, once: the same trouble raised again finds the item that is there, and opens it
 * again when it had settled by itself. What a person resolved stays resolved.
 * @returns the item's id, and whether it is new or open again
 */
export async function raiseItem(tx: Tx, ctx: Ctx, item: NewMoneyItem): Promise<{ id: string; raised: boolean }> {
  const { about, ...columns } = item;
  const dedupeKey = dedupeKeyOf(item.kind, about);
  const [known] = await tx.select().from(moneyItems).where(eq(moneyItems.dedupeKey, dedupeKey));
  if (known && (known.state === "open" || known.resolution !== "settled")) return { id: known.id, raised: false };
  const id = known?.id ?? newId();
  const values = {
    ...columns,
    detail: item.detail ?? {},
    rank: rankOf(item.kind),
    state: "open" as const,
    openedAt: ctx.clock.now(),
    proposal: null,
    resolution: null,
    resolvedAt: null,
    resolvedByName: null,
    note: null,
  };
  if (known)
    await tx
      .update(moneyItems)
      .set({ ...values, version: known.version + 1 })
      .where(eq(moneyItems.id, id));
  else await tx.insert(moneyItems).values({ ...values, id, dedupeKey, version: 1 });
  await appendAudit(tx, ctx, { action: "money.item_raised", subject: `item:${id}`, data: { kind: item.kind, about } });
  await tellItem(tx, ctx, "money.item_raised", { id, kind: item.kind, orderNo: item.orderNo ?? null });
  return { id, raised: true };
}

/**
 * Ends an open item.
 * @param which the item's id, or what it is about
 * @returns false when there is no such open item
 */
export async function resolveItem(
  tx: Tx,
  ctx: Ctx,
  which: { id: string } | { kind: MoneyItemKind; about: string },
  resolution: MoneyItemResolution,
  note: string | null = null,
): Promise<boolean> {
  const mine =
    "id" in which ? eq(moneyItems.id, which.id) : eq(moneyItems.dedupeKey, dedupeKeyOf(which.kind, which.about));
  const [done] = await tx
    .update(moneyItems)
    .set({
      state: "resolved",
      resolution,
      note,
      proposal: null,
      resolvedAt: ctx.clock.now(),
      resolvedByName: ctx.actor.name,
      version: sql`${moneyItems.version} + 1`,
    })
    .where(and(mine, eq(moneyItems.state, "open")))
    .returning();
  if (!done) return false;
  await appendAudit(tx, ctx, {
    action: "money.item_resolved",
    subject: `item:${done.id}`,
    data: { kind: done.kind, resolution, note },
  });
  await tellItem(tx, ctx, "money.item_resolved", { id: done.id, kind: done.kind, orderNo: done.orderNo });
  return true;
}

type Told = { id: string; kind: MoneyItemKind; orderNo: string | null };

async function tellItem(tx: Tx, ctx: Ctx, topic: "money.item_raised" | "money.item_resolved", item: Told) {
  const { id, kind, orderNo } = item;
  await emit(tx, ctx.clock, { topic, subject: `item:${id}`, payload: { id, kind, orderNo } });
}
