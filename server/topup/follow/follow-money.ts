import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { orders } from "#db/schema/index.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { consume, type OutboxRow } from "#server/jobs/outbox.ts";
import { loadCase } from "#server/orders/index.ts";
import { noteDoubleCredit } from "./double-credit.ts";
import { bookLoss } from "./loss.ts";
import { settleObserved } from "./observed.ts";
import { keepSuspense } from "./suspense.ts";

const MAX_BATCHES_A_RUN = 20;
const topics = ["order.updated", "topup.succeeded", "refund.succeeded"];

/**
 * A job: keeps refunds and books in line with what gateways and platforms tell of orders. A refund that nobody had an answer to
 * was made after all; a payment is not the order's sum; something was delivered twice, or its money had gone back.
 * @returns how many events were looked at
 */
export async function followMoney({ clock }: Ctx): Promise<number> {
  const ctx = systemContext("topup.money", clock);
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    // Within one transaction an order stands as it stands, however many events speak of it.
    const done = new Set<string>();
    const handled = await consume("topup.money", clock, (tx, event) => follow(tx, ctx, event, done));
    if (handled === 0) break;
    seen += handled;
  }
  return seen;
}

async function follow(tx: Tx, ctx: Ctx, event: OutboxRow, done: Set<string>): Promise<void> {
  if (!topics.includes(event.topic) || !event.subject.startsWith("order:")) return;
  const orderNo = event.subject.slice("order:".length);
  if (done.has(orderNo)) return;
  done.add(orderNo);
  const [order] = await tx
    .select({ paidFen: orders.paidFen, refundedFen: orders.refundedFen })
    .from(orders)
    .where(eq(orders.orderNo, orderNo));
  if (!order || order.paidFen === 0) return;
  await settleObserved(tx, ctx, orderNo);
  const known = await loadCase(tx, orderNo);
  if (!known) return;
  await keepSuspense(tx, ctx, known);
  await noteDoubleCredit(tx, ctx, known);
  if (known.order.refundedFen > 0) await bookLoss(tx, ctx, known);
}
