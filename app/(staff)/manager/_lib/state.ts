import { type SliceInput, sliceSchema } from "#server/metrics/schemas.ts";
import { type Range, readRange } from "./range.ts";

/** What all of the manager's pages are about, kept in their addresses: the time, whether it is compared, and of whom. */
export type ManagerState = { range: Range; compare: boolean; slice: SliceInput };
export type Query = Record<string, string | string[] | undefined>;

/** Anything that makes no sense is as if it were not there. */
export function readState(query: Query, now: Date): ManagerState {
  const one = (key: string) => {
    const value = query[key];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const slice: SliceInput = {};
  for (const key of ["cause", "channel", "agent", "queue"] as const) {
    const read = sliceSchema.shape[key].safeParse(one(key));
    if (read.success && read.data !== undefined) Object.assign(slice, { [key]: read.data });
  }
  return {
    range: readRange({ days: one("days"), from: one("from"), to: one("to") }, now),
    compare: one("compare") !== "false",
    slice,
  };
}

/** The address of a page with the same state, but for what is changed. */
export function stateHref(path: string, { range, compare, slice }: ManagerState, days?: number): string {
  const query = new URLSearchParams();
  if (days !== undefined) query.set("days", `${days}`);
  else if (range.preset !== null) query.set("days", `${range.preset}`);
  else {
    query.set("from", range.firstDay);
    query.set("to", range.lastDay);
  }
  if (!compare) query.set("compare", "false");
  for (const [key, value] of Object.entries(slice)) if (value !== undefined) query.set(key, value);
  return `${path}?${query}`;
}

/** What the server is asked. */
export const rangeInput = ({ range, slice }: ManagerState) => ({
  from: range.from.toISOString(),
  to: range.to.toISOString(),
  ...slice,
});
