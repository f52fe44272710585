import { and, eq, sql } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { moneyWatch } from "#db/schema/index.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import type { Plan } from "./rules.ts";

export type Watch = typeof moneyWatch.$inferSelect;

/** Notes when an order is looked at next; one with nothing to wait for is forgotten. */
export async function schedule(tx: Tx, orderNo: string, watch: Watch | undefined, plan: Plan, toldAt: Date | null) {
  if (plan.nextLookAt === null) {
    await tx.delete(moneyWatch).where(eq(moneyWatch.orderNo, orderNo));
    return;
  }
  const looks = plan.handOver === null ? 0 : (watch?.looks ?? 0) + 1;
  const row = { orderNo, nextLookAt: plan.nextLookAt, looks, toldAt };
  await tx
    .insert(moneyWatch)
    .values({ ...row, stirred: 0 })
    .onConflictDoUpdate({ target: moneyWatch.orderNo, set: row });
}

/**
 * Notes that something happened to an order: it is looked at at once.
 * @param tx the transaction in which it was noticed
 */
export async function stir(tx: Tx, orderNo: string, at: Date): Promise<void> {
  const row = { orderNo, nextLookAt: at, looks: 0, stirred: 1, toldAt: null };
  await tx
    .insert(moneyWatch)
    .values(row)
    .onConflictDoUpdate({
      target: moneyWatch.orderNo,
      set: { nextLookAt: at, stirred: sql`${moneyWatch.stirred} + 1` },
    });
}

/** Puts a look off that failed, so that it stops no other. */
export async function putOff(watch: Pick<Watch, "orderNo" | "stirred">, now: Date): Promise<void> {
  const nextLookAt = new Date(now.getTime() + MINUTE_MS);
  await transact((tx) =>
    tx
      .update(moneyWatch)
      .set({ nextLookAt })
      .where(and(eq(moneyWatch.orderNo, watch.orderNo), eq(moneyWatch.stirred, watch.stirred))),
  );
}
