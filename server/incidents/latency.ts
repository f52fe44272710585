import { randomUUID } from "node:crypto";
import { lt } from "drizzle-orm";
import { transact } from "#db/client.ts";
import { routeMinutes } from "#db/schema/index.ts";
import { DAY_MS, MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { addBuckets, type Buckets, bucketOf } from "#server/core/sketch.ts";

const KEPT_MS = 2 * DAY_MS;
/** Addresses are ours, so they are few, and three minutes of them are held; a bug that makes up names must not fill the memory. */
const MAX_MINUTES = 5_000;

type Minute = { n: number; errors: number; buckets: Buckets };
type Book = { processId: string; minutes: Map<string, { route: string; minute: number; seen: Minute }> };
// Next.js may load this module more than once in a process; what was measured is kept once.
const holder = globalThis as typeof globalThis & { __daozhangRoutes?: Book };
const book = (): Book => {
  holder.__daozhangRoutes ??= { processId: randomUUID(), minutes: new Map() };
  return holder.__daozhangRoutes;
};

/**
 * Notes how long an answer took; costs no query. Errors are answers of 500 and above.
 * @param route the pattern of the address, never the address itself
 */
export function noteRoute(route: string, at: Date, tookMs: number, status: number): void {
  const { minutes } = book();
  const minute = at.getTime() - (at.getTime() % MINUTE_MS);
  const key = `${minute} ${route}`;
  let found = minutes.get(key);
  if (!found) {
    if (minutes.size >= MAX_MINUTES) return;
    found = { route, minute, seen: { n: 0, errors: 0, buckets: new Map() } };
    minutes.set(key, found);
  }
  found.seen.n++;
  if (status >= 500) found.seen.errors++;
  addBuckets(found.seen.buckets, [[bucketOf(tookMs), 1]]);
}

const EVERY_MS = 10_000;

/** Has this process write down what it measured, every ten seconds. @returns the way to stop it */
export function keepRoutes(ctx: Ctx): () => void {
  const timer = setInterval(() => {
    flushRoutes(ctx).catch((error) => logger.warn({ err: error }, "what addresses took could not be written down"));
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Writes down what this process measured, and forgets what is older than two days. @returns how many rows were written */
export async function flushRoutes(ctx: Ctx): Promise<number> {
  const { processId, minutes } = book();
  const now = ctx.clock.now().getTime();
  const rows = [...minutes.values()].map(({ route, minute, seen }) => ({
    ...{ processId, route, minute: new Date(minute), n: seen.n, errors: seen.errors },
    buckets: Object.fromEntries(seen.buckets),
  }));
  if (rows.length === 0) return 0;
  await transact(async (tx) => {
    for (const row of rows) {
      await tx
        .insert(routeMinutes)
        .values(row)
        .onConflictDoUpdate({ target: [routeMinutes.processId, routeMinutes.route, routeMinutes.minute], set: row });
    }
    await tx.delete(routeMinutes).where(lt(routeMinutes.minute, new Date(now - KEPT_MS)));
  });
  // The minute that runs is written again, as a whole; those before are over.
  for (const [key, { minute }] of minutes) if (minute < now - 2 * MINUTE_MS) minutes.delete(key);
  return rows.length;
}
