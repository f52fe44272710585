import { type Attempts, attemptsIn } from "../records/attempts.ts";
import type { Scope } from "../scope.ts";
import type { BoardParts, BoardScope } from "./board.ts";
import { number, type Value } from "./numbers.ts";
import { groupColumns, groupTable, tile } from "./parts.ts";
import type { BoardTable } from "./schemas.ts";
import { seriesOf } from "./series.ts";

/** Which gateway fails, and what each brings to the desk. */
export async function channelsBoard(scope: BoardScope): Promise<BoardParts> {
  const { reader, period, previous, slice } = scope;
  const { opened, resolved, attainment, firstResponse, fullResolution, recovered } = groupColumns;
  const columns = [opened, resolved, attainment, firstResponse, fullResolution, recovered];
  const gateways = await attemptsIn(reader, period, slice);
  const before = await attemptsIn(reader, previous, slice);
  const [all, earlier] = [together(gateways), together(before)];
  return {
    tiles: [
      tile(scope, { metric: "channel_failure", stat: "ratio" }, failure(all), {
        ...{ before: failure(earlier), better: "down" },
      }),
      tile(
        scope,
        { metric: "channel_failed", stat: "count" },
        { value: all.failed },
        {
          ...{ before: { value: earlier.failed }, better: "down" },
        },
      ),
      tile(
        scope,
        { metric: "channel_attempts", stat: "count" },
        { value: all.attempts },
        {
          before: { value: earlier.attempts },
        },
      ),
    ],
    tables: [
      gatewayTable(scope, gateways, before),
      groupTable(scope, await seriesOf(scope, "channel"), { id: "channel", columns }),
    ],
  };
}

type Tried = Pick<Attempts, "attempts" | "failed">;
const NOTHING: Tried = { attempts: 0, failed: 0 };

const failure = ({ attempts, failed }: Tried): Value => ({
  value: attempts === 0 ? null : failed / attempts,
  of: attempts,
});

const together = (rows: readonly Tried[]): Tried =>
  rows.reduce((sum, row) => ({ attempts: sum.attempts + row.attempts, failed: sum.failed + row.failed }), NOTHING);

function gatewayTable(
  { period, previous, slice }: Scope,
  rows: readonly Attempts[],
  before: readonly Attempts[],
): BoardTable {
  const earlier = new Map(before.map((row) => [row.channel, row]));
  return {
    id: "gateway",
    columns: [
      { metric: "channel_attempts", stat: "count" },
      { metric: "channel_failed", stat: "count" },
      { metric: "channel_failure", stat: "ratio" },
      { metric: "channel_failure.before", stat: "ratio" },
    ],
    rows: rows.map(({ channel, ...row }) => {
      const at = { period, slice: { ...slice, channel } };
      return {
        ...{ key: channel, label: null },
        cells: [
          number("channel_attempts", at, { value: row.attempts }),
          number("channel_failed", at, { value: row.failed }),
          number("channel_failure", at, failure(row)),
          number("channel_failure", { ...at, period: previous }, failure(earlier.get(channel) ?? NOTHING)),
        ],
      };
    }),
  };
}
