import type { Drill, ManagerOverview, RunList, SliceInput } from "#server/metrics/schemas.ts";

type Period = ManagerOverview["period"];

/** The list of the tickets behind a number: the same id, time and part as the number itself. */
export function drillHref(metric: string, period: Period, { agent, queue, ...slice }: SliceInput = {}): string {
  return listHref("tickets", { metric, ...period, ...slice, assignee: agent, team: queue });
}

/** The runs of the checklist that ended so. */
export const runsHref = (period: Period, end?: RunList, cause?: string): string =>
  listHref("runs", { end, ...period, cause });

const pages: Record<Drill["list"], string> = {
  tickets: "/desk",
  records: "/manager/records",
  runs: "/manager/runs",
};

export function listHref(list: Drill["list"], query: Record<string, string | undefined>): string {
  const given = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
  return `${pages[list]}?${new URLSearchParams(given)}`;
}
