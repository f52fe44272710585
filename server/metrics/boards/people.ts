import type { BoardParts, BoardScope } from "./board.ts";
import { FEW, groupColumns, groupTable } from "./parts.ts";
import { rate, ratingTiles } from "./rates.ts";
import { seriesOf } from "./series.ts";

/** Who does what, by name and in no order of merit; ratios and medians of fewer than five say nothing and are not told. */
export async function peopleBoard(scope: BoardScope): Promise<BoardParts> {
  const series = await seriesOf(scope, "agent");
  const items = [...series.items].sort(
    (a, b) => Number(a.key === null) - Number(b.key === null) || (a.label ?? "").localeCompare(b.label ?? "", "zh"),
  );
  const { opened, resolved, work, firstResponse, fullResolution, oneTouch, reopened, satisfaction, ratingResponse } =
    groupColumns;
  const columns = [
    opened,
    resolved,
    work,
    firstResponse,
    fullResolution,
    oneTouch,
    reopened,
    satisfaction,
    ratingResponse,
  ];
  return {
    tiles: [await rate(scope, "one_touch"), await rate(scope, "reopened"), ...(await ratingTiles(scope))],
    tables: [groupTable(scope, { ...series, items }, { id: "agent", columns, least: FEW })],
  };
}
