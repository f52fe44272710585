import type { Period, Slice } from "#server/tickets/index.ts";
import { spelled } from "../period.ts";
import type { MetricDuration, MetricGroup, MetricsSeries, Share, Spread } from "../schemas.ts";
import type { Scope } from "../scope.ts";
import { NONE } from "../slice.ts";
import type { BoardCell, BoardColumn, BoardTable, BoardTile, Drill, TableId } from "./schemas.ts";

/** What boards are put together from. Pure. */

/** Fewer than so many say nothing about a person or a cause. */
export const FEW = 5;

const word = (key: string | undefined) => (key === "" ? NONE : key);
const known = (query: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** The list of the tickets behind a number. */
export function ticketsDrill(metric: string, period: Period, { cause, channel, agent, queue }: Slice): Drill {
  const slice = { cause, channel: word(channel), assignee: word(agent), team: queue };
  return { list: "tickets", query: known({ metric, ...spelled(period), ...slice }) };
}

/** The list of promises, credits or orders behind a number. */
export function recordsDrill(metric: string, period: Period, { cause, channel, agent, queue }: Slice): Drill {
  const slice = { cause: word(cause), channel: word(channel), agent: word(agent), queue: word(queue) };
  return { list: "records", query: known({ metric, ...spelled(period), ...slice }) };
}

export const cell = (value: number | null, more: Partial<BoardCell> = {}): BoardCell => ({
  value,
  ...{ of: null, few: false, drill: null },
  ...more,
});

export const tile = (
  metric: string,
  stat: BoardTile["stat"],
  value: number | null,
  more: Partial<BoardTile> = {},
): BoardTile => ({
  metric,
  stat,
  ...cell(value),
  ...{ previous: null, better: null, p90Ms: null, meanMs: null, approximate: false, mustBeZero: false },
  ...more,
});

/** A duration with its ninth decile and mean, never the mean alone. */
export const durationTile = (scope: Scope, { metric, previous, ...spread }: MetricDuration): BoardTile =>
  tile(metric, "median", spread.medianMs, {
    of: spread.count,
    ...{ previous: previous.medianMs, better: "down", p90Ms: spread.p90Ms, meanMs: spread.meanMs },
    approximate: spread.approximate === true,
    drill: ticketsDrill(metric, scope.period, scope.slice),
  });

/** A ratio in a table; of too few it is not told. */
export const shareCell = ({ count, of, ratio }: Share, drill: Drill, least = 1): BoardCell =>
  cell(of < least ? null : ratio, {
    of,
    few: of > 0 && of < least,
    drill: count > 0 || drill.query.metric === "satisfaction" ? drill : null,
  });

export const spreadCell = (spread: Spread, which: "medianMs" | "p90Ms", drill: Drill, least = 1): BoardCell =>
  cell(spread.count < least ? null : spread[which], {
    of: spread.count,
    few: spread.count > 0 && spread.count < least,
    drill: spread.count > 0 ? drill : null,
  });

/** One column of a table by cause, channel, person, queue or day. */
type GroupColumn = BoardColumn & {
  cell(group: MetricGroup, at: { period: Period; slice: Slice; least: number }): BoardCell;
};

const counted = (metric: string, of: (group: MetricGroup) => number): GroupColumn => ({
  ...{ metric, stat: "count" },
  cell: (group, { period, slice }) =>
    cell(of(group), { drill: of(group) > 0 ? ticketsDrill(metric, period, slice) : null }),
});
const promised = (verdict: "met" | "breached"): GroupColumn => ({
  ...{ metric: `attainment.${verdict}`, stat: "count" },
  cell: (group, { period, slice }) => {
    const n = group.attainment[verdict];
    return cell(n, { drill: n > 0 ? recordsDrill(`promise.${verdict}`, period, slice) : null });
  },
});
const timed = (metric: "first_response" | "full_resolution", stat: "median" | "p90"): GroupColumn => ({
  ...{ metric, stat },
  cell: (group, { period, slice, least }) => {
    const spread = metric === "first_response" ? group.firstResponse : group.fullResolution;
    return spreadCell(spread, stat === "median" ? "medianMs" : "p90Ms", ticketsDrill(metric, period, slice), least);
  },
});

export const groupColumns = {
  opened: counted("opened", (group) => group.opened),
  resolved: counted("resolved", (group) => group.resolved),
  met: promised("met"),
  breached: promised("breached"),
  attainment: {
    ...{ metric: "attainment", stat: "ratio" },
    cell: ({ attainment: { met, breached, ratio } }, { period, slice, least }) =>
      shareCell({ count: met + breached, of: met + breached, ratio }, recordsDrill("promise", period, slice), least),
  } as GroupColumn,
  work: {
    ...{ metric: "work_attainment", stat: "ratio" },
    cell: ({ workAttainment: { met, breached, ratio } }, { period, slice, least }) =>
      shareCell({ count: met + breached, of: met + breached, ratio }, recordsDrill("work", period, slice), least),
  } as GroupColumn,
  firstResponse: timed("first_response", "median"),
  firstResponseP90: timed("first_response", "p90"),
  fullResolution: timed("full_resolution", "median"),
  fullResolutionP90: timed("full_resolution", "p90"),
  oneTouch: {
    ...{ metric: "one_touch", stat: "ratio" },
    cell: (group, { period, slice, least }) =>
      shareCell(group.oneTouch, ticketsDrill("one_touch", period, slice), least),
  } as GroupColumn,
  reopened: {
    ...{ metric: "reopened", stat: "ratio" },
    cell: (group, { period, slice, least }) =>
      shareCell(group.reopened, ticketsDrill("reopened", period, slice), least),
  } as GroupColumn,
  satisfaction: {
    ...{ metric: "satisfaction", stat: "ratio" },
    cell: (group, { period, slice, least }) =>
      shareCell(group.satisfaction, ticketsDrill("satisfaction", period, slice), least),
  } as GroupColumn,
  recovered: {
    ...{ metric: "amount_recovered", stat: "amount" },
    cell: ({ amountRecoveredFen: fen }, { period, slice }) =>
      cell(fen, { drill: fen > 0 ? recordsDrill("recovered", period, slice) : null }),
  } as GroupColumn,
} satisfies Record<string, GroupColumn>;

type TableOf = {
  id: Extract<TableId, "cause" | "channel" | "agent" | "queue" | "day">;
  columns: readonly GroupColumn[];
  /** Fewer than so many give no ratio and no median. */
  least?: number;
  /** The part of the period that a day is. */
  partOf?: (key: string) => Period;
};

/** A table of groups, in their order. A list opens with the same slice as the number, and the group's own key in it. */
export function groupTable(
  scope: Scope,
  { items }: MetricsSeries,
  { id, columns, least = 1, partOf }: TableOf,
): BoardTable {
  return {
    id,
    columns: columns.map(({ metric, stat }) => ({ metric, stat })),
    rows: items.map((group) => {
      const slice = id === "day" ? scope.slice : { ...scope.slice, [id]: group.key ?? "" };
      const period = partOf && group.key !== null ? partOf(group.key) : scope.period;
      return {
        key: group.key,
        label: group.label,
        cells: columns.map((column) => column.cell(group, { period, slice, least })),
      };
    }),
  };
}
