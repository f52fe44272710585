import { and, asc, eq, gt } from "drizzle-orm";
import { db } from "#db/client.ts";
import { channelHistory } from "#db/schema/index.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import type { HealthState, History, HistoryPoint, HistoryRange } from "./schemas.ts";

const ranges: Record<HistoryRange, { ms: number; stepMs: number }> = {
  "24h": { ms: DAY_MS, stepMs: 15 * MINUTE_MS },
  "7d": { ms: 7 * DAY_MS, stepMs: 2 * HOUR_MS },
};
const MAX_ROWS = 7 * 24 * 12 + 1;
const worseFirst: readonly HealthState[] = ["down", "degraded", "up", "unknown"];

type Row = typeof channelHistory.$inferSelect;

/**
 * How a channel fared over the last day or week, in steps that a chart can show.
 * @throws DomainError 403 FORBIDDEN
 */
export async function channelHistoryOf(args: {
  ctx: Ctx;
  input: { channel: string; range: HistoryRange };
}): Promise<History> {
  const ctx = authorize(args.ctx, "channels:write");
  const { channel, range } = args.input;
  const { ms, stepMs } = ranges[range];
  const to = ctx.clock.now();
  const from = new Date(to.getTime() - ms);
  const rows = await (ctx.tx ?? db)
    .select()
    .from(channelHistory)
    .where(and(eq(channelHistory.channel, channel), gt(channelHistory.at, from)))
    .orderBy(asc(channelHistory.at))
    .limit(MAX_ROWS);
  const points = pointsOf(rows, stepMs);
  return { channel, from: from.toISOString(), to: to.toISOString(), stepS: stepMs / 1_000, points };
}

/** Rows of five minutes, put together by steps: attempts add up, the worst of the rest is kept. Pure. */
export function pointsOf(rows: readonly Row[], stepMs: number): HistoryPoint[] {
  const steps = Map.groupBy(rows, (row) => Math.floor(row.at.getTime() / stepMs) * stepMs);
  return [...steps].map(([at, of]) => {
    const sum = (member: "attempts" | "succeeded") => of.reduce((total, row) => total + row[member], 0);
    const [attempts, succeeded] = [sum("attempts"), sum("succeeded")];
    return {
      at: new Date(at).toISOString(),
      state: worseFirst.find((state) => of.some((row) => row.state === state)) ?? "unknown",
      attempts,
      successRate: attempts === 0 ? null : succeeded / attempts,
      p95Ms: most(of.map((row) => row.p95Ms)),
      callbackLagMs: most(of.map((row) => row.callbackLagMs)),
    };
  });
}

function most(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
