import { inSlice } from "#server/tickets/index.ts";
import { type SlaMetric, slaMetrics } from "#server/tickets/schemas.ts";
import { verdictsIn } from "../attainment.ts";
import { type DurationName, durationOf } from "../durations.ts";
import { daysOf } from "../period.ts";
import { behind, countTickets } from "../queries.ts";
import { callsIn } from "../records/calls.ts";
import { shareOf } from "../rules.ts";
import type { Kept } from "../schemas.ts";
import type { Scope } from "../scope.ts";
import type { BoardParts, BoardScope } from "./board.ts";
import { number } from "./numbers.ts";
import { durationTile, groupColumns, groupTable, keptValue, shareValue, tile } from "./parts.ts";
import type { BoardTable, BoardTile } from "./schemas.ts";
import { seriesOf } from "./series.ts";

const DURATIONS: DurationName[] = [
  "first_response",
  "first_resolution",
  "full_resolution",
  "requester_wait",
  "agent_work",
];

/** Are promises kept: by clock, by day and by queue, and what is about to break. */
export async function slaBoard(scope: BoardScope): Promise<BoardParts> {
  const { period, previous } = scope;
  const [current, before] = [await verdictsIn(scope, period), await verdictsIn(scope, previous)];
  const tiles: BoardTile[] = [
    tile(scope, { metric: "attainment", stat: "ratio" }, keptValue(current.of(null)), {
      ...{ before: keptValue(before.of(null)), better: "up" },
    }),
    await due(scope, "breached_now"),
    await due(scope, "at_risk"),
    await calls(scope),
  ];
  for (const metric of DURATIONS) tiles.push(durationTile(scope, await durationOf(scope, metric)));
  const days = new Map(daysOf(period).map(({ day, part }) => [day, part]));
  const { attainment, met, breached, opened, firstResponse, fullResolution } = groupColumns;
  const queues = await seriesOf(scope, "queue");
  return {
    tiles,
    tables: [
      clockTable(
        scope,
        (clock) => current.of(clock),
        (clock) => before.of(clock),
      ),
      groupTable(scope, await seriesOf(scope, "day"), {
        ...{ id: "day", columns: [met, breached, attainment] },
        partOf: (day) => days.get(day) ?? period,
      }),
      groupTable(
        scope,
        { ...queues, items: queues.items.filter(({ key }) => key !== null) },
        {
          ...{ id: "queue", columns: [opened, met, breached, attainment, firstResponse, fullResolution] },
        },
      ),
    ],
  };
}

/** Promises kept by clock, beside the period before. */
export function clockTable(
  { period, previous, slice }: Scope,
  current: (clock: SlaMetric) => Kept,
  before: (clock: SlaMetric) => Kept,
): BoardTable {
  return {
    id: "clock",
    columns: [
      { metric: "attainment.met", stat: "count" },
      { metric: "attainment.breached", stat: "count" },
      { metric: "attainment", stat: "ratio" },
      { metric: "attainment.before", stat: "ratio" },
    ],
    rows: slaMetrics.map((part) => {
      const found = current(part);
      const at = { period, slice, part };
      return {
        ...{ key: part, label: null },
        cells: [
          number("attainment.met", at, { value: found.met }),
          number("attainment.breached", at, { value: found.breached }),
          number("attainment", at, keptValue(found)),
          number("attainment", { ...at, period: previous }, keptValue(before(part))),
        ],
      };
    }),
  };
}

async function due(scope: BoardScope, metric: "breached_now" | "at_risk"): Promise<BoardTile> {
  const { reader, period, now, slice } = scope;
  const value = await countTickets(reader, behind(metric, period, now), inSlice(slice));
  return tile(scope, { metric, stat: "count" }, { value }, { better: "down" });
}

/** Calls that customers were promised for a time, and got in it. */
export async function calls(scope: Scope): Promise<BoardTile> {
  const { reader, period, previous, now, slice } = scope;
  const share = async (of: Scope["period"]) => {
    const found = await callsIn(reader, of, slice, now);
    return shareValue(shareOf(found.kept, found.of));
  };
  return tile(scope, { metric: "calls_kept", stat: "ratio" }, await share(period), {
    ...{ before: await share(previous), better: "up" },
  });
}
