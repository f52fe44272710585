import { inSlice } from "#server/tickets/index.ts";
import { slaMetrics } from "#server/tickets/schemas.ts";
import { verdictsIn } from "../attainment.ts";
import { type DurationName, durationOf } from "../durations.ts";
import { daysOf } from "../period.ts";
import { behind, countTickets } from "../queries.ts";
import type { BoardParts, BoardScope } from "./board.ts";
import { cell, durationTile, groupColumns, groupTable, recordsDrill, ticketsDrill, tile } from "./parts.ts";
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
  const { period, previous, slice } = scope;
  const [current, before] = [await verdictsIn(scope, period), await verdictsIn(scope, previous)];
  const all = current.of(null);
  const tiles: BoardTile[] = [
    tile("attainment", "ratio", all.ratio, {
      ...{ of: all.met + all.breached, previous: before.of(null).ratio, better: "up" },
      drill: recordsDrill("promise", period, slice),
    }),
    await due(scope, "breached_now"),
    await due(scope, "at_risk"),
  ];
  for (const metric of DURATIONS) tiles.push(durationTile(scope, await durationOf(scope, metric)));
  const days = new Map(daysOf(period).map(({ day, part }) => [day, part]));
  const { attainment, met, breached, opened, firstResponse, fullResolution } = groupColumns;
  const queues = await seriesOf(scope, "queue");
  const clock: BoardTable = {
    id: "clock",
    columns: [
      { metric: "attainment.met", stat: "count" },
      { metric: "attainment.breached", stat: "count" },
      { metric: "attainment", stat: "ratio" },
      { metric: "attainment.before", stat: "ratio" },
    ],
    rows: slaMetrics.map((metric) => {
      const found = current.of(metric);
      const list = (verdict: "met" | "breached") =>
        cell(found[verdict], {
          drill: found[verdict] > 0 ? recordsDrill(`promise.${metric}.${verdict}`, period, slice) : null,
        });
      const of = found.met + found.breached;
      const ratio = cell(found.ratio, { of, drill: of > 0 ? recordsDrill(`promise.${metric}`, period, slice) : null });
      return { key: metric, label: null, cells: [list("met"), list("breached"), ratio, cell(before.of(metric).ratio)] };
    }),
  };
  return {
    tiles,
    tables: [
      clock,
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

async function due({ reader, period, now, slice }: BoardScope, metric: "breached_now" | "at_risk"): Promise<BoardTile> {
  const n = await countTickets(reader, behind(metric, period, now), inSlice(slice));
  return tile(metric, "count", n, { better: "down", drill: ticketsDrill(metric, period, slice) });
}
