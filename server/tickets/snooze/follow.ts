import { and, eq, lte, sql } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { snoozeWaits, tickets } from "#db/schema/index.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { consume, type OutboxRow } from "#server/jobs/index.ts";
import type { SnoozeEvent } from "../schemas.ts";
import { isSo } from "./is-so.ts";
import { wake } from "./wake.ts";

const MAX_BATCHES_A_RUN = 20;
/** Tickets of one order that wait, and tickets whose time came in one run. */
const AT_ONCE = 200;

/**
 * Wakes tickets whose order did what they wait for, whose customer wrote, or whose time came.
 * @returns how many events were looked at
 */
export async function followSnoozes(ctx: Ctx): Promise<number> {
  const acting = systemContext("tickets.snooze", ctx.clock);
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const handled = await consume("tickets.snooze", ctx.clock, (tx, event) => follow(tx, acting, event), {
      from: "now",
    });
    if (handled === 0) break;
    seen += handled;
  }
  await wakeByTime(acting);
  return seen;
}

async function follow(tx: Tx, ctx: Ctx, { topic, subject, payload }: OutboxRow): Promise<void> {
  if (topic === "ticket.replied" && payload.by === "customer") return onReply(tx, ctx, subject);
  const orderNo = orderOf(topic, subject, payload);
  if (orderNo === undefined) return;
  const rows = await tx
    .select({ event: snoozeWaits.event, ticket: tickets })
    .from(snoozeWaits)
    .innerJoin(tickets, eq(tickets.id, snoozeWaits.ticketId))
    .where(eq(snoozeWaits.orderNo, orderNo))
    .limit(AT_ONCE);
  for (const { event, ticket } of rows) {
    // It may have been set aside for something else since.
    if (ticket.snoozeEvent !== event || event === "replied") continue;
    if (await isSo(tx, event, orderNo)) await wake(tx, ctx, ticket, event);
  }
}

function orderOf(topic: string, subject: string, payload: Record<string, unknown>): string | undefined {
  if (topic === "order.updated" && subject.startsWith("order:")) return subject.slice("order:".length);
  if (!["callback.judged", "topup.succeeded", "refund.succeeded"].includes(topic)) return undefined;
  return typeof payload.orderNo === "string" ? payload.orderNo : undefined;
}

/** Whatever a ticket waits for: words of its customer are not left lying. */
async function onReply(tx: Tx, ctx: Ctx, subject: string): Promise<void> {
  const [ticket] = await tx
    .select()
    .from(tickets)
    .where(eq(tickets.number, subject.slice("ticket:".length)));
  if (ticket) await wake(tx, ctx, ticket, "replied" satisfies SnoozeEvent);
}

async function wakeByTime(ctx: Ctx): Promise<void> {
  // Named as its index names it: few tickets are asleep.
  const due = and(sql`${tickets.asleep}`, lte(tickets.snoozeUntil, ctx.clock.now()));
  const rows = await db.select({ id: tickets.id }).from(tickets).where(due).orderBy(tickets.snoozeUntil).limit(AT_ONCE);
  for (const { id } of rows) {
    await transact(async (tx) => {
      const [ticket] = await tx
        .select()
        .from(tickets)
        .where(and(eq(tickets.id, id), due));
      if (ticket) await wake(tx, ctx, ticket, "time");
    });
  }
}
