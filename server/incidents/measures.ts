import { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, notExists, or, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import {
  channelSamples,
  commands,
  orders,
  outbox,
  outboxCursors,
  routeMinutes,
  slaTargets,
  tickets,
} from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { addBuckets, atRanks, type Buckets, readBuckets } from "#server/core/sketch.ts";
import { calendarsAt } from "#server/sla/index.ts";
import type { Measure } from "./schemas.ts";

/** What a measure shows now, for each thing that it is taken of. */
export type Reading = { key: string; value: number };

/** Fewer than this say nothing about a share or a quantile. */
const LEAST = 20;
const MAX_ROWS = 5_000;
const PERMILLE = 1_000;
/** Money that nobody asked for in so long is for the reconciliation to find. */
const LOOK_BACK_MS = 30 * DAY_MS;
// Named as its index names it, so that nothing else is looked at.
const unsettled = sql`paid_fen > 0 and credited_at is null and refunded_fen = 0 and status not in ('completed', 'refunding', 'refunded')`;

type Asked = { now: Date; windowMs: number };
const since = ({ now, windowMs }: Asked) => new Date(now.getTime() - windowMs);

/** Of what is past due: decided so, or open; but not what stood still before it was due, which is due later then. */
const isBroken = or(
  eq(slaTargets.outcome, "breached"),
  and(isNull(slaTargets.outcome), or(isNull(slaTargets.pausedAt), gt(slaTargets.pausedAt, slaTargets.dueAt))),
);

/** Takes a measure over the time before `now`. Each is a bounded read of an index. */
export const take: Record<Measure, (asked: Asked) => Promise<Reading[]>> = {
  route_p95: async (asked) =>
    (await routes(asked)).map(({ route, n, buckets }) => ({
      key: route,
      value: Math.round(atRanks(buckets, [Math.ceil(n * 0.95)])[0] ?? 0),
    })),
  route_errors: async (asked) =>
    (await routes(asked)).map(({ route, n, errors }) => ({ key: route, value: Math.round((errors * PERMILLE) / n) })),
  // Until it is credited, given back or has a ticket, and with it a person: however long that takes.
  order_age: async ({ now }) => {
    const ofOrder = db.select({ id: tickets.id }).from(tickets).where(eq(tickets.orderNo, orders.orderNo));
    const [oldest] = await db
      .select({ at: orders.paidAt })
      .from(orders)
      .where(and(unsettled, gte(orders.paidAt, new Date(now.getTime() - LOOK_BACK_MS)), notExists(ofOrder)))
      .orderBy(asc(orders.paidAt))
      .limit(1);
    return [{ key: "", value: oldest?.at ? Math.max(0, now.getTime() - oldest.at.getTime()) : 0 }];
  },
  callback_lag: async (asked) => {
    const rows = await db
      .select({ channel: channelSamples.channel, tookMs: channelSamples.tookMs })
      .from(channelSamples)
      .where(
        and(
          gte(channelSamples.at, since(asked)),
          eq(channelSamples.kind, "callback"),
          isNotNull(channelSamples.tookMs),
        ),
      )
      .orderBy(desc(channelSamples.at))
      .limit(MAX_ROWS);
    return [...Map.groupBy(rows, ({ channel }) => channel)].map(([key, some]) => {
      const took = some.map(({ tookMs }) => tookMs ?? 0).sort((a, b) => a - b);
      return { key, value: took[Math.ceil(took.length / 2) - 1] ?? 0 };
    });
  },
  queue_lag: async ({ now }) => {
    const cursors = await db.select().from(outboxCursors);
    const lags: Reading[] = [];
    for (const { consumer, lastId } of cursors) {
      const [next] = await db
        .select({ at: outbox.createdAt })
        .from(outbox)
        .where(gt(outbox.id, lastId))
        .orderBy(asc(outbox.id))
        .limit(1);
      lags.push({ key: consumer, value: next ? Math.max(0, now.getTime() - next.at.getTime()) : 0 });
    }
    return lags;
  },
  channel_failures: async (asked) => {
    const rows = await db
      .select({ channel: channelSamples.channel, ok: channelSamples.ok, n: count() })
      .from(channelSamples)
      .where(and(gte(channelSamples.at, since(asked)), eq(channelSamples.kind, "payment")))
      .groupBy(channelSamples.channel, channelSamples.ok);
    return [...Map.groupBy(rows, ({ channel }) => channel)].flatMap(([key, some]) => {
      const all = some.reduce((sum, { n }) => sum + Number(n), 0);
      const failed = some.reduce((sum, { ok, n }) => sum + (ok ? 0 : Number(n)), 0);
      return all < LEAST ? [] : [{ key, value: Math.round((failed * PERMILLE) / all) }];
    });
  },
  commands_unknown: async () => {
    const [found] = await db
      .select({ n: count() })
      .from(commands)
      .where(inArray(commands.state, ["unknown"]));
    return [{ key: "", value: Number(found?.n ?? 0) }];
  },
  sla_breaches: async (asked) => {
    const [found] = await db
      .select({ n: count() })
      .from(slaTargets)
      .where(and(isBroken, gte(slaTargets.dueAt, since(asked)), lt(slaTargets.dueAt, asked.now)));
    return [{ key: "", value: Number(found?.n ?? 0) }];
  },
  /** Of each year that calendars need, how many of them have no holidays for it: they take it as plain weekdays. */
  holidays_missing: async ({ now }) => {
    const missing = (await calendarsAt(db, now)).flatMap(({ missingYears }) => missingYears);
    return [...Map.groupBy(missing, (year) => year)].map(([year, all]) => ({ key: String(year), value: all.length }));
  },
};

/** What all processes measured of each route that was asked for often enough. */
async function routes(asked: Asked) {
  const rows = await db
    .select()
    .from(routeMinutes)
    .where(gte(routeMinutes.minute, since(asked)))
    .limit(MAX_ROWS);
  return [...Map.groupBy(rows, ({ route }) => route)].flatMap(([route, some]) => {
    const buckets: Buckets = new Map();
    for (const row of some) addBuckets(buckets, readBuckets(row.buckets));
    const n = some.reduce((sum, row) => sum + row.n, 0);
    return n < LEAST ? [] : [{ route, n, errors: some.reduce((sum, row) => sum + row.errors, 0), buckets }];
  });
}
