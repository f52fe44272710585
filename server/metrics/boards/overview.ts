import type { NumberPart } from "#server/tickets/index.ts";
import { sumNumbers } from "../cells/read.ts";
import { checklistReport } from "../checklist/report.ts";
import { managerOverview } from "../manager-overview.ts";
import { spelled } from "../period.ts";
import type { ManagerOverview, MetricCount, MetricRate } from "../schemas.ts";
import type { Scope } from "../scope.ts";
import type { BoardParts, BoardScope } from "./board.ts";
import { checklistTiles, endTable } from "./diagnosis.ts";
import { number } from "./numbers.ts";
import { durationTile, keptValue, shareValue, tile } from "./parts.ts";
import type { BoardTable, BoardTile } from "./schemas.ts";
import { calls, clockTable } from "./sla.ts";
import { wordsOf } from "./slice-words.ts";

/** So many causes that grew or shrank most are told. */
const MOVED = 5;
const NONE = { met: 0, breached: 0, ratio: null };

/** Are promises kept, is it done well, where is the money, what changed, what breaks, does the checklist help. */
export async function overviewBoard(scope: BoardScope): Promise<BoardParts> {
  const input = { ...spelled(scope.period), ...wordsOf(scope.slice) };
  const found = await managerOverview({ ctx: scope.ctx, input });
  const report = await checklistReport({ ctx: scope.ctx, input });
  const clocks = new Map(found.attainment.map((row) => [row.sla, row]));
  return {
    tiles: [
      ...promiseTiles(scope, found),
      await calls(scope),
      ...wellTiles(scope, found),
      ...moneyTiles(scope, found),
      ...flowTiles(scope, found),
      ...checklistTiles(scope, report),
    ],
    tables: [
      clockTable(
        scope,
        (clock) => clocks.get(clock) ?? NONE,
        (clock) => clocks.get(clock)?.previous ?? NONE,
      ),
      await movedTable(scope, found),
      causeTable(scope, found),
      dayTable(scope, found),
      endTable(scope, report),
    ],
  };
}

function counted(scope: Scope, { metric, value, previous }: MetricCount, better: BoardTile["better"]): BoardTile {
  const before = previous === null ? {} : { before: { value: previous } };
  return tile(scope, { metric, stat: "count" }, { value }, { ...before, better });
}

function promiseTiles(scope: Scope, { attainment, now, durations }: ManagerOverview): BoardTile[] {
  const all = attainment.find((row) => row.sla === null);
  return [
    tile(scope, { metric: "attainment", stat: "ratio" }, keptValue(all ?? NONE), {
      ...{ before: keptValue(all?.previous ?? NONE), better: "up" },
    }),
    counted(scope, now.breached_now, "down"),
    counted(scope, now.at_risk, "down"),
    durationTile(scope, durations.first_response),
    durationTile(scope, durations.first_resolution),
    durationTile(scope, durations.full_resolution),
  ];
}

/** Whether what was resolved was resolved well. */
function wellTiles(scope: Scope, { rates }: ManagerOverview): BoardTile[] {
  const share = ({ metric, previous, ...rate }: MetricRate, better: "up" | "down") =>
    tile(scope, { metric, stat: "ratio" }, shareValue(rate), { before: shareValue(previous), better });
  return [
    share(rates.one_touch, "up"),
    share(rates.reopened, "down"),
    share(rates.satisfaction, "up"),
    share(rates.rating_response, "up"),
  ];
}

function moneyTiles(scope: Scope, { now, flow }: ManagerOverview): BoardTile[] {
  const { amount_at_risk: risk } = now;
  const { amount_recovered: recovered } = flow;
  return [
    tile(scope, { metric: risk.metric, stat: "amount" }, { value: risk.value, of: risk.tickets }, { better: "down" }),
    tile(
      scope,
      { metric: recovered.metric, stat: "amount" },
      { value: recovered.value, of: recovered.topups },
      { before: { value: recovered.previous }, better: "up" },
    ),
  ];
}

const flowTiles = (scope: Scope, { now, flow }: ManagerOverview): BoardTile[] => [
  counted(scope, now.open, null),
  counted(scope, flow.opened, "down"),
  counted(scope, flow.resolved, "up"),
  counted(scope, flow.backlog, "down"),
];

/** Which causes bring more than before, or less: where to look for why. */
async function movedTable(scope: Scope, { causes }: ManagerOverview): Promise<BoardTable> {
  const { reader, period, previous, now, slice } = scope;
  const metrics: NumberPart["metric"][] = ["opened"];
  const earlier = await sumNumbers({ reader, metrics, period: previous, now, slice, by: "cause" });
  const counts = new Map<string, number>(causes.map(({ causeCode, count }) => [causeCode, count]));
  const rows = [...new Set([...counts.keys(), ...earlier.keysOf("opened")])]
    .map((key) => ({ key, now: counts.get(key) ?? 0, before: earlier.of("opened", key).n }))
    .filter((row) => row.now !== row.before)
    .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before) || (a.key < b.key ? -1 : 1))
    .slice(0, MOVED);
  return {
    id: "moved",
    columns: [
      { metric: "opened", stat: "count" },
      { metric: "opened.before", stat: "count" },
    ],
    rows: rows.map((row) => {
      const of = { ...slice, cause: row.key };
      return {
        ...{ key: row.key, label: null },
        cells: [
          number("opened", { period, slice: of }, { value: row.now }),
          number("opened", { period: previous, slice: of }, { value: row.before }),
        ],
      };
    }),
  };
}

function causeTable({ period, slice }: Scope, { causes }: ManagerOverview): BoardTable {
  const of = causes.reduce((sum, { count }) => sum + count, 0);
  return {
    id: "cause",
    columns: [
      { metric: "opened", stat: "count" },
      { metric: "cause", stat: "share" },
      { metric: "cause", stat: "cumulative" },
    ],
    rows: causes.map(({ causeCode, count, share, cumulative }) => {
      const at = { period, slice: { ...slice, cause: causeCode }, whole: { slice } };
      return {
        ...{ key: causeCode, label: null },
        cells: [
          number("opened", at, { value: count }),
          number("cause", at, { value: share, of }),
          number("cause", at, { value: cumulative, of }),
        ],
      };
    }),
  };
}

const dayTable = ({ slice }: Scope, { days }: ManagerOverview): BoardTable => ({
  id: "day",
  columns: [
    { metric: "opened", stat: "count" },
    { metric: "resolved", stat: "count" },
    { metric: "backlog", stat: "count" },
  ],
  rows: days.map(({ day, from, to, ...row }) => {
    const at = { period: { from: new Date(from), to: new Date(to) }, slice };
    return {
      ...{ key: day, label: null },
      cells: (["opened", "resolved", "backlog"] as const).map((metric) => number(metric, at, { value: row[metric] })),
    };
  }),
});
