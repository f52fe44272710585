import { sumNumbers } from "../cells/read.ts";
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
  const earlier = await sumNumbers({ ...scope, metrics: ["opened"], period: previous, by: "cause" });
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
  const before = (key: string) => earlier.of("opened", key).n;
  const all = items.reduce((sum, item) => sum + item.opened, 0);
  const allBefore = earlier.keysOf("opened").reduce((sum, key) => sum + before(key), 0);
  return {
    tiles: [
      tile(
        scope,
        { metric: "opened", stat: "count" },
        { value: all },
        { before: { value: allBefore }, better: "down" },
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
              number("opened", { ...at, period: previous }, { value: before(row.key ?? "") }),
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
