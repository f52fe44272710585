import { pareto } from "../rules.ts";
import type { BoardParts, BoardScope } from "./board.ts";
import { cell, groupColumns, groupTable, ticketsDrill, tile } from "./parts.ts";
import { rate, ratingTiles } from "./rates.ts";
import { seriesOf } from "./series.ts";

/** What breaks: which causes make most tickets, what they cost in time, and which come back. */
export async function causesBoard(scope: BoardScope): Promise<BoardParts> {
  const { period, previous, slice } = scope;
  const series = await seriesOf(scope, "cause");
  const earlier = await seriesOf({ ...scope, period: previous }, "cause");
  const items = series.items.filter((item) => item.key !== null);
  const { opened, resolved, attainment, fullResolution, fullResolutionP90, oneTouch, reopened, satisfaction } =
    groupColumns;
  const table = groupTable(
    scope,
    { ...series, items },
    {
      id: "cause",
      columns: [opened, resolved, attainment, fullResolution, fullResolutionP90, oneTouch, reopened, satisfaction],
    },
  );
  const shares = new Map(
    pareto(items.map((item) => ({ key: item.key ?? "", count: item.opened }))).map((row) => [row.key, row]),
  );
  const before = new Map(earlier.items.map((item) => [item.key, item.opened]));
  const total = (of: { opened: number }[]) => of.reduce((sum, item) => sum + item.opened, 0);
  const all = total(items);
  return {
    tiles: [
      tile("opened", "count", all, {
        ...{ previous: total(earlier.items), better: "down", drill: ticketsDrill("opened", period, slice) },
      }),
      await rate(scope, "one_touch"),
      await rate(scope, "reopened"),
      ...(await ratingTiles(scope)),
    ],
    tables: [
      {
        ...table,
        columns: [
          ...table.columns.slice(0, 1),
          { metric: "opened.before", stat: "count" },
          { metric: "cause", stat: "share" },
          { metric: "cause", stat: "cumulative" },
          ...table.columns.slice(1),
        ],
        rows: table.rows.map(({ cells, ...row }) => {
          const share = shares.get(row.key ?? "");
          return {
            ...row,
            cells: [
              ...cells.slice(0, 1),
              cell(before.get(row.key) ?? 0),
              cell(all === 0 ? null : (share?.share ?? 0), { of: all }),
              cell(all === 0 ? null : (share?.cumulative ?? 0), { of: all }),
              ...cells.slice(1),
            ],
          };
        }),
      },
    ],
  };
}
