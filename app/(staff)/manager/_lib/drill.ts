import type { ManagerOverview, RunEnd } from "#server/metrics/schemas.ts";

/** The list of the tickets behind a number: the same id and the same time as the number itself. */
export function drillHref(metric: string, period: ManagerOverview["period"]): string {
  return `/desk?${new URLSearchParams({ metric, from: period.from, to: period.to })}`;
}

/** The runs of the checklist that ended so. */
export function runsHref(period: ManagerOverview["period"], end?: RunEnd): string {
  return `/manager/runs?${new URLSearchParams({ ...(end ? { end } : {}), from: period.from, to: period.to })}`;
}
