import { and, asc, desc, eq, gt, inArray, lte, sql } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { appeals, diagnoses, orderSignals, orders, orderWatch, tickets } from "#db/schema/index.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { consume, emit, type OutboxRow } from "#server/jobs/index.ts";
import { loadCase } from "#server/orders/index.ts";
import { troubleKinds } from "./kinds.ts";
import { topicOf } from "./rules.ts";
import type { SignalKind } from "./schemas.ts";
import { NEWS_FOR_MS, type Signal, signalsOf } from "./signals.ts";

const MAX_BATCHES_A_RUN = 20;
const LOOKS_A_BATCH = 100;
/** So many orders of one product are told that it is gone, the newest first; more than that is an outage with its own notice. */
const MAX_OF_PRODUCT = 500;
const WANTED_FOR_MS = 7 * NEWS_FOR_MS;

/**
 * Notes which orders something happened to that their owners might have to be told of.
 * @returns how many events were seen
 */
export async function watchOrders(ctx: Ctx): Promise<number> {
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const noted = new Set<string>();
    const handled = await consume("notifications.orders", ctx.clock, async (tx, event) => {
      // Events of one batch see the same state: once is enough.
      if (noted.has(event.subject)) return;
      if (event.topic !== "order.updated" && event.topic !== "product.updated") return;
      noted.add(event.subject);
      await notice(tx, event, ctx.clock.now());
    });
    if (handled === 0) break;
    seen += handled;
  }
  return seen;
}

async function notice(tx: Tx, { topic, subject }: OutboxRow, now: Date): Promise<void> {
  const id = subject.slice(subject.indexOf(":") + 1);
  if (topic === "order.updated") return noticeOrder(tx, id, now);
  const since = new Date(now.getTime() - WANTED_FOR_MS);
  const wanting = await tx
    .select({ orderNo: orders.orderNo })
    .from(orders)
    .where(and(eq(orders.sku, id), gt(orders.createdAt, since)))
    .orderBy(desc(orders.createdAt))
    .limit(MAX_OF_PRODUCT);
  const told = await tx
    .select({ orderNo: orderSignals.orderNo })
    .from(orderSignals)
    .where(and(eq(orderSignals.sku, id), eq(orderSignals.kind, "sold_out")))
    .limit(MAX_OF_PRODUCT);
  for (const orderNo of new Set([...wanting, ...told].map((row) => row.orderNo))) await stir(tx, orderNo, now);
}

/** What is over and was never told of needs no look: it is most of what there is. */
async function noticeOrder(tx: Tx, orderNo: string, now: Date): Promise<void> {
  const [order] = await tx
    .select({ status: orders.status, lastEventAt: orders.lastEventAt })
    .from(orders)
    .where(eq(orders.orderNo, orderNo));
  if (!order || now.getTime() - order.lastEventAt.getTime() > NEWS_FOR_MS) return;
  const over = order.status === "completed" || order.status === "refunded";
  if (over && (await toldOf(tx, orderNo)).size === 0) return;
  await stir(tx, orderNo, now);
}

async function stir(tx: Tx, orderNo: string, now: Date): Promise<void> {
  await tx
    .insert(orderWatch)
    .values({ orderNo, nextLookAt: now, stirred: 0 })
    .onConflictDoUpdate({
      target: orderWatch.orderNo,
      set: { nextLookAt: now, stirred: sql`${orderWatch.stirred} + 1` },
    });
}

async function toldOf(tx: Tx, orderNo: string): Promise<Set<SignalKind>> {
  const rows = await tx.select({ kind: orderSignals.kind }).from(orderSignals).where(eq(orderSignals.orderNo, orderNo));
  return new Set(rows.map(({ kind }) => kind));
}

/**
 * Looks at the orders whose time has come and tells what is to be told. One that fails is tried again a minute later and stops
 * no other.
 * @returns how many were looked at
 */
export async function lookAtOrders(ctx: Ctx): Promise<number> {
  let looked = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const due = await db
      .select()
      .from(orderWatch)
      .where(lte(orderWatch.nextLookAt, ctx.clock.now()))
      .orderBy(asc(orderWatch.nextLookAt))
      .limit(LOOKS_A_BATCH);
    for (const watch of due) await lookOnce(ctx, watch);
    looked += due.length;
    if (due.length < LOOKS_A_BATCH) break;
  }
  return looked;
}

type Watch = typeof orderWatch.$inferSelect;

async function lookOnce(ctx: Ctx, watch: Watch): Promise<void> {
  try {
    await transact((tx) => look(tx, ctx, watch));
  } catch (error) {
    logger.error({ err: error, orderNo: watch.orderNo }, "an order could not be looked at for news and will be again");
    await goOn(watch, new Date(ctx.clock.now().getTime() + MINUTE_MS));
  }
}

async function look(tx: Tx, ctx: Ctx, watch: Watch): Promise<void> {
  const now = ctx.clock.now();
  const found = await loadCase(tx, watch.orderNo);
  const signals = found ? signalsOf(found, await toldOf(tx, watch.orderNo), now) : [];
  for (const signal of signals.filter(({ dueAt }) => dueAt <= now)) {
    if (found) await tell(tx, ctx, found.order, signal);
  }
  const ahead = signals.map(({ dueAt }) => dueAt).filter((dueAt) => dueAt > now);
  const next = ahead.toSorted((a, b) => a.getTime() - b.getTime())[0];
  const same = and(eq(orderWatch.orderNo, watch.orderNo), eq(orderWatch.stirred, watch.stirred));
  if (next) await tx.update(orderWatch).set({ nextLookAt: next }).where(same);
  else await tx.delete(orderWatch).where(same);
}

type Order = { orderNo: string; customerId: string; sku: string };

/** Tells once, for ever: the row and the event are of one transaction. Who asks already needs no hint to ask. */
async function tell(tx: Tx, ctx: Ctx, { orderNo, customerId, sku }: Order, signal: Signal): Promise<void> {
  const { kind, params } = signal;
  const fresh = await tx
    .insert(orderSignals)
    .values({ orderNo, kind, sku, toldAt: ctx.clock.now() })
    .onConflictDoNothing()
    .returning();
  if (fresh.length === 0) return;
  // The day was said along with it: it is no news of its own.
  if (kind === "sold_out" && params.restockAt !== undefined) {
    await tx
      .insert(orderSignals)
      .values({ orderNo, kind: "restock_dated", sku, toldAt: ctx.clock.now() })
      .onConflictDoNothing();
  }
  if (endsOfReviews.includes(kind) && (await appealDecided(tx, orderNo))) return;
  if (troubleKinds.includes(kind) && (await asksAlready(tx, orderNo, signal.dueAt))) return;
  await emit(tx, ctx.clock, {
    topic: topicOf(kind),
    subject: `order:${orderNo}`,
    payload: { orderNo, customerId, trouble: kind, ...params },
  });
}

const endsOfReviews: readonly SignalKind[] = ["review_passed", "review_denied"];

/** True when it was an appeal that ended the review: the appeal's own notice says it, and what follows. */
async function appealDecided(tx: Tx, orderNo: string): Promise<boolean> {
  const [decided] = await tx
    .select({ id: appeals.id })
    .from(appeals)
    .where(and(eq(appeals.orderNo, orderNo), inArray(appeals.state, ["passed", "denied"])))
    .limit(1);
  return decided !== undefined;
}

const openStatuses = ["new", "open", "waiting_customer", "waiting_upstream"] as const;

/** True when the owner has a ticket of it, or went through the checklist since it went wrong. */
async function asksAlready(tx: Tx, orderNo: string, since: Date): Promise<boolean> {
  const [ticket] = await tx
    .select({ id: tickets.id })
    .from(tickets)
    .where(and(eq(tickets.orderNo, orderNo), inArray(tickets.status, [...openStatuses])))
    .limit(1);
  if (ticket) return true;
  const [run] = await tx
    .select({ id: diagnoses.id })
    .from(diagnoses)
    .where(
      and(
        eq(diagnoses.orderNo, orderNo),
        eq(diagnoses.owner, true),
        gt(diagnoses.createdAt, new Date(since.getTime() - 10 * MINUTE_MS)),
      ),
    )
    .limit(1);
  return run !== undefined;
}

async function goOn({ orderNo, stirred }: Watch, nextLookAt: Date): Promise<void> {
  await transact((tx) =>
    tx
      .update(orderWatch)
      .set({ nextLookAt })
      .where(and(eq(orderWatch.orderNo, orderNo), eq(orderWatch.stirred, stirred))),
  );
}
