import { pareto } from "../rules.ts";
import type { BoardParts, BoardScope } from "./board.ts";
import { number } from "./numbers.ts";
import { groupColumns, groupTable, tile } from "./parts.ts";
import { rate, ratingTiles } from "./rates.ts";
import { seriesOf } from "./series.ts";

/** What breaks: which causes make most tickets, what they cost in time, and which come back. */
export async function causesBoard(scope: BoardScope): Promise<BoardParts> {
  const { period, previous, slice } = scope;
  const series = await seriesOf(scope, "cause");
  const earlier = await seriesOf({ ...scope, period: previous }, "cause");
  // In the order of the Pareto, so that the cumulative share of a row is that of it and all above it.
  const items = series.items
    .filter((item) => item.key !== null)
    .sort((a, b) => b.opened - a.opened || ((a.key ?? "") < (b.key ?? "") ? -1 : 1));
  const {
    opened,
    resolved,
    attainment,
    fullResolution,
    fullResolutionP90,
    oneTouch,
    reopened,
    satisfaction,
    ratingResponse,
  } = groupColumns;
  const table = groupTable(
    scope,
    { ...series, items },
    {
      id: "cause",
      columns: [
        opened,
        resolved,
        attainment,
        fullResolution,
        fullResolutionP90,
        oneTouch,
        reopened,
        satisfaction,
        ratingResponse,
      ],
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
      tile(
        scope,
        { metric: "opened", stat: "count" },
        { value: all },
        { before: { value: total(earlier.items) }, better: "down" },
      ),
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
          const at = { period, slice: { ...slice, cause: row.key ?? "" }, whole: { slice } };
          return {
            ...row,
            cells: [
              ...cells.slice(0, 1),
              number("opened", { ...at, period: previous }, { value: before.get(row.key) ?? 0 }),
              number("cause", at, { value: all === 0 ? null : (share?.share ?? 0), of: all }),
              number("cause", at, { value: all === 0 ? null : (share?.cumulative ?? 0), of: all }),
              ...cells.slice(1),
            ],
          };
        }),
      },
    ],
  };
}
