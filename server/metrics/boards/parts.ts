import type { Period } from "#server/tickets/index.ts";
import { shareOf } from "../rules.ts";
import type { Kept, MetricDuration, MetricGroup, MetricsSeries, Share, Spread } from "../schemas.ts";
import type { Scope } from "../scope.ts";
import { number, type Value } from "./numbers.ts";
import type { BoardColumn, BoardTable, BoardTile, Stat, TableId } from "./schemas.ts";

/** What boards are put together from. Pure. */

/** Fewer than so many say nothing about a person or a cause. */
export const FEW = 5;

type More = {
  /** The same over the period before; left out for what stands for now. */
  before?: Value;
  better?: BoardTile["better"];
  spread?: Pick<Spread, "p90Ms" | "meanMs" | "approximate">;
  mustBeZero?: boolean;
};

/** A number of its own, beside the period before. */
export function tile(
  scope: Scope,
  { metric, stat }: BoardColumn,
  value: Value,
  { before, better = null, spread, mustBeZero = false }: More = {},
): BoardTile {
  const { period, previous, slice } = scope;
  return {
    ...{ metric, stat },
    ...number(metric, { period, slice }, value),
    previous: before?.value ?? null,
    before: before ? number(metric, { period: previous, slice }, before) : null,
    ...{ better, p90Ms: spread?.p90Ms ?? null, meanMs: spread?.meanMs ?? null },
    ...{ approximate: spread?.approximate === true, mustBeZero },
  };
}

/** A duration with its ninth decile and mean, never the mean alone. */
export const durationTile = (scope: Scope, { metric, previous, ...spread }: MetricDuration): BoardTile =>
  tile(
    scope,
    { metric, stat: "median" },
    { value: spread.medianMs, of: spread.count },
    { before: { value: previous.medianMs, of: previous.count }, better: "down", spread },
  );

/** A ratio; of too few it is not told. */
export const shareValue = ({ of, ratio }: Pick<Share, "of" | "ratio">, least = 1): Value => ({
  value: of < least ? null : ratio,
  ...{ of, few: of > 0 && of < least },
});

export const keptValue = ({ met, breached, ratio }: Kept, least = 1): Value =>
  shareValue({ of: met + breached, ratio }, least);

export const spreadValue = (spread: Spread, which: "medianMs" | "p90Ms", least = 1): Value => ({
  value: spread.count < least ? null : spread[which],
  ...{ of: spread.count, few: spread.count > 0 && spread.count < least },
});

/** One column of a table by cause, channel, person, queue or day. */
type GroupColumn = BoardColumn & { value(group: MetricGroup, least: number): Value };

const column = (metric: string, stat: Stat, value: GroupColumn["value"]): GroupColumn => ({ metric, stat, value });

export const groupColumns = {
  opened: column("opened", "count", ({ opened }) => ({ value: opened })),
  resolved: column("resolved", "count", ({ resolved }) => ({ value: resolved })),
  met: column("attainment.met", "count", ({ attainment }) => ({ value: attainment.met })),
  breached: column("attainment.breached", "count", ({ attainment }) => ({ value: attainment.breached })),
  attainment: column("attainment", "ratio", ({ attainment }, least) => keptValue(attainment, least)),
  work: column("work_attainment", "ratio", ({ workAttainment }, least) => keptValue(workAttainment, least)),
  firstResponse: column("first_response", "median", (group, least) =>
    spreadValue(group.firstResponse, "medianMs", least),
  ),
  fullResolution: column("full_resolution", "median", (group, least) =>
    spreadValue(group.fullResolution, "medianMs", least),
  ),
  fullResolutionP90: column("full_resolution", "p90", (group, least) =>
    spreadValue(group.fullResolution, "p90Ms", least),
  ),
  oneTouch: column("one_touch", "ratio", ({ oneTouch }, least) => shareValue(oneTouch, least)),
  reopened: column("reopened", "ratio", ({ reopened }, least) => shareValue(reopened, least)),
  satisfaction: column("satisfaction", "ratio", ({ satisfaction }, least) => shareValue(satisfaction, least)),
  ratingResponse: column("rating_response", "ratio", ({ satisfaction, resolved }, least) =>
    shareValue(shareOf(satisfaction.of, resolved), least),
  ),
  recovered: column("amount_recovered", "amount", ({ amountRecoveredFen }) => ({ value: amountRecoveredFen })),
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
        cells: columns.map(({ metric, value }) => number(metric, { period, slice }, value(group, least))),
      };
    }),
  };
}
