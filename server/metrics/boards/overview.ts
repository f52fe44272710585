import { managerOverview } from "../manager-overview.ts";
import { spelled } from "../period.ts";
import type { MetricCount } from "../schemas.ts";
import type { BoardParts, BoardScope } from "./board.ts";
import { cell, durationTile, recordsDrill, ticketsDrill, tile } from "./parts.ts";
import type { BoardTile } from "./schemas.ts";
import { wordsOf } from "./slice-words.ts";

/** The overview's numbers as tiles and a table, for files and mails. */
export async function overviewBoard(scope: BoardScope): Promise<BoardParts> {
  const { period, slice } = scope;
  const found = await managerOverview({ ctx: scope.ctx, input: { ...spelled(period), ...wordsOf(slice) } });
  const counted = (count: MetricCount, stat: "count" | "amount", better: BoardTile["better"]): BoardTile =>
    tile(count.metric, stat, count.value, {
      ...{ of: stat === "amount" ? count.tickets : null, previous: count.previous, better },
      drill: count.tickets > 0 ? ticketsDrill(count.metric, period, slice) : null,
    });
  const all = found.attainment.find((row) => row.sla === null);
  const { first_response, full_resolution } = found.durations;
  const recovered = found.flow.amount_recovered;
  return {
    tiles: [
      tile("attainment", "ratio", all?.ratio ?? null, {
        ...{ of: (all?.met ?? 0) + (all?.breached ?? 0), previous: all?.previous.ratio ?? null, better: "up" },
        drill: recordsDrill("promise", period, slice),
      }),
      counted(found.now.breached_now, "count", "down"),
      counted(found.now.at_risk, "count", "down"),
      counted(found.now.open, "count", null),
      counted(found.now.amount_at_risk, "amount", "down"),
      tile("amount_recovered", "amount", recovered.value, {
        ...{ of: recovered.topups, previous: recovered.previous, drill: recordsDrill("recovered", period, slice) },
      }),
      counted(found.flow.opened, "count", "down"),
      counted(found.flow.resolved, "count", "up"),
      counted(found.flow.backlog, "count", "down"),
      durationTile(scope, first_response),
      durationTile(scope, full_resolution),
    ],
    tables: [
      {
        id: "cause",
        columns: [
          { metric: "opened", stat: "count" },
          { metric: "cause", stat: "share" },
          { metric: "cause", stat: "cumulative" },
        ],
        rows: found.causes.map(({ causeCode, count, share, cumulative }) => ({
          ...{ key: causeCode, label: null },
          cells: [
            cell(count, { drill: ticketsDrill("opened", period, { ...slice, cause: causeCode }) }),
            cell(share),
            cell(cumulative),
          ],
        })),
      },
    ],
  };
}
