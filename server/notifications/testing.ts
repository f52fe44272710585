import { gt } from "drizzle-orm";
import { transact } from "#db/client.ts";
import { outbox } from "#db/schema/index.ts";
import type { Clock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { deliverInbox, lookAtOrders, sendDue, watchOrders } from "./index.ts";

/** For tests: a day that begins at 10:00 in Beijing, and what the jobs do. */

export const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 1, 2) + minutes * 60_000);
/** Seconds of `#server/orders/testing.ts`, which counts from 08:00 in Beijing. */
export const seconds = (minutes: number): number => 7_200 + minutes * 60;

/** A clock that stands until it is moved. */
export class Moving implements Clock {
  minutes = 0;
  now(): Date {
    return at(this.minutes);
  }
}

export const system = (clock: Clock): Ctx => systemContext("notices", clock);
export const customer = (id: string, clock: Clock): Ctx => ({
  actor: { kind: "customer", id, name: "customer" },
  clock,
});
export const agent = (clock: Clock): Ctx => ({
  actor: { kind: "staff", id: "agent", name: "agent", role: "agent", freshUntil: ALWAYS },
  clock,
});

/** Consumers leave the newest two seconds alone; the tests' events must be older than that. Each is made older once. */
export async function settle(): Promise<void> {
  await transact(async (tx) => {
    const young = gt(outbox.id, newId(new Date(Date.now() - 30_000)));
    const rows = await tx.select().from(outbox).where(young).orderBy(outbox.id);
    await tx.delete(outbox).where(young);
    const old = () => newId(new Date(Date.now() - 60_000));
    if (rows.length > 0) await tx.insert(outbox).values(rows.map((row) => ({ ...row, id: old() })));
  });
}

/** Everything that the jobs of this module do at a moment. */
export async function work(clock: Clock): Promise<void> {
  const ctx = system(clock);
  await settle();
  await watchOrders(ctx);
  await lookAtOrders(ctx);
  await settle();
  await deliverInbox(clock);
  await sendDue(ctx);
}
