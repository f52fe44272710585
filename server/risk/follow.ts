import { asc, inArray, lt } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { inboundEvents, riskPrechecks, riskSightings } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { consume } from "#server/jobs/index.ts";
import { type SightingRow, sightingOf } from "./sighting.ts";

const MAX_BATCHES_A_RUN = 20;
const BATCH = 100;
/** Devices and addresses are forgotten after half a year. */
const KEPT_MS = 183 * DAY_MS;
const MAX_FORGOTTEN = 2_000;

/**
 * Notes where and by whom orders were placed and paid, from the events about them.
 * @returns how many events were looked at
 */
export async function followSightings(ctx: Ctx): Promise<number> {
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const moved = new Set<string>();
    const handled = await consume("risk.sightings", ctx.clock, async (_tx, event) => {
      if (event.topic === "order.updated" && event.subject.startsWith("order:")) moved.add(event.subject.slice(6));
    });
    if (handled === 0) break;
    // After the cursor: what a crash loses here is one order's device, noted again when the order moves next.
    await note([...moved]);
    seen += handled;
  }
  return seen;
}

async function note(orderNos: readonly string[]): Promise<void> {
  for (let start = 0; start < orderNos.length; start += BATCH) {
    const some = orderNos.slice(start, start + BATCH);
    const events = await db.select().from(inboundEvents).where(inArray(inboundEvents.orderNo, some));
    const rows = some.flatMap((orderNo): SightingRow[] => {
      const row = sightingOf(
        orderNo,
        events.filter((event) => event.orderNo === orderNo),
      );
      return row ? [row] : [];
    });
    if (rows.length === 0) continue;
    await transact(async (tx) => {
      for (const row of rows) {
        await tx.insert(riskSightings).values(row).onConflictDoUpdate({ target: riskSightings.orderNo, set: row });
      }
    });
  }
}

/** Forgets answers that nobody may show any more, and sightings of long ago. @returns how many rows went */
export async function forgetOld(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now();
  const answers = await db
    .select({ id: riskPrechecks.id })
    .from(riskPrechecks)
    .where(lt(riskPrechecks.expiresAt, now))
    .orderBy(asc(riskPrechecks.expiresAt))
    .limit(MAX_FORGOTTEN);
  const sightings = await db
    .select({ orderNo: riskSightings.orderNo })
    .from(riskSightings)
    .where(lt(riskSightings.at, new Date(now.getTime() - KEPT_MS)))
    .orderBy(asc(riskSightings.at))
    .limit(MAX_FORGOTTEN);
  for (let start = 0; start < answers.length; start += BATCH) {
    const ids = answers.slice(start, start + BATCH).map(({ id }) => id);
    await transact((tx) => tx.delete(riskPrechecks).where(inArray(riskPrechecks.id, ids)));
  }
  for (let start = 0; start < sightings.length; start += BATCH) {
    const nos = sightings.slice(start, start + BATCH).map(({ orderNo }) => orderNo);
    await transact((tx) => tx.delete(riskSightings).where(inArray(riskSightings.orderNo, nos)));
  }
  return answers.length + sightings.length;
}
