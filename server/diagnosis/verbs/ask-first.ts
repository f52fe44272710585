import { eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import { diagnoses } from "#db/schema/index.ts";
import { SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { refreshPayments } from "#server/payments/index.ts";
import { askUpstream } from "#server/topup/index.ts";

/** A person is looking at the page. What takes longer is there at their next step. */
const PATIENCE_MS = 3 * SECOND_MS;

/**
 * Asks the gateways about an order's payments and the platform about its fulfilment, before its records are looked up; nothing
 * inside another verb's transaction.
 */
export async function askAboutOrder(ctx: Ctx, orderNo: string | null): Promise<void> {
  if (ctx.tx || orderNo === null) return;
  const asking = { ctx, orderNo, timeoutMs: PATIENCE_MS };
  await Promise.all([refreshPayments(asking), askUpstream(asking)]);
}

/**
 * The same for the order of a run, once it is proven: whether there is such an order must not show before, not even in how long
 * an answer takes.
 */
export async function askAboutRun(ctx: Ctx, id: string): Promise<void> {
  if (ctx.tx) return;
  const [run] = await db
    .select({ orderNo: diagnoses.orderNo, owner: diagnoses.owner })
    .from(diagnoses)
    .where(eq(diagnoses.id, id));
  if (run?.owner) await askAboutOrder(ctx, run.orderNo);
}
