import type { History, HistoryRange } from "#server/channels/schemas.ts";

export type ChartPoint = { at: number; value: number | null };
export type Frame = { from: number; to: number; stepMs: number; low: number; high: number };

/** The drawing's own units; it is stretched to the place that there is. */
export const CHART_WIDTH = 1_000;
export const CHART_HEIGHT = 100;

/**
 * A line through the points, as the `d` of an SVG path. Where a step is missing or has no value the line breaks off: what was
 * not measured is not made up. A point that stands alone becomes a dot.
 */
export function pathOf(points: readonly ChartPoint[], { from, to, stepMs, low, high }: Frame): string {
  const round = (n: number) => Math.round(n * 10) / 10;
  const clamp = (share: number) => Math.min(1, Math.max(0, share));
  const x = (at: number) => round(clamp((at - from) / Math.max(1, to - from)) * CHART_WIDTH);
  const y = (value: number) => round((1 - clamp((value - low) / Math.max(Number.EPSILON, high - low))) * CHART_HEIGHT);
  let path = "";
  let last: number | undefined;
  for (const { at, value } of points) {
    if (value === null) {
      last = undefined;
      continue;
    }
    const joined = last !== undefined && at - last <= stepMs * 1.5;
    path += joined ? `L${x(at)} ${y(value)}` : `M${x(at)} ${y(value)}h0.1`;
    last = at;
  }
  return path;
}

/** The words below the chart, from its beginning to its end: hours for a day, days for a week. Beijing time. */
export function ticksOf({ from, to }: Pick<History, "from" | "to">, range: HistoryRange, locale: string): string[] {
  const many = range === "24h" ? 5 : 8;
  const format = new Intl.DateTimeFormat(
    locale,
    range === "24h"
      ? { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : { timeZone: "Asia/Shanghai", month: "numeric", day: "numeric" },
  );
  const [start, end] = [Date.parse(from), Date.parse(to)];
  return Array.from({ length: many }, (_, i) => format.format(start + ((end - start) * i) / (many - 1)));
}
