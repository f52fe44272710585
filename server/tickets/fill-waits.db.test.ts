import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import { fillWaits } from "./fill-waits.ts";
import { updateTicket } from "./index.ts";
import { later, openPaid, staff } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

test("tickets resolved before it was kept get how long they were waited for from their history, once", async () => {
  const { number } = await openPaid();
  for (const [minutes, status] of [
    [60, "waiting_customer"],
    [90, "open"],
    [100, "resolved"],
  ] as const) {
    const [row] = await db.select().from(tickets).where(eq(tickets.number, number));
    await updateTicket({ ctx: staff("a", later(minutes)), input: { number, status, version: row?.version ?? 1 } });
  }
  const kept = await db.select().from(tickets);
  expect(kept[0]).toMatchObject({ requesterWaitMs: 70 * MINUTE_MS, agentWorkMs: 70 * MINUTE_MS });

  await transact((tx) => tx.update(tickets).set({ requesterWaitMs: null, agentWorkMs: null }));
  expect(await fillWaits()).toBe(1);
  expect(await db.select().from(tickets)).toEqual(kept);
  expect(await fillWaits()).toBe(0);
});
