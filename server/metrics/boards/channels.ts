import { and, asc, gte, lt, sql } from "drizzle-orm";
import { channelHistory } from "#db/schema/index.ts";
import type { Period } from "#server/tickets/index.ts";
import type { BoardParts, BoardScope } from "./board.ts";
import { cell, groupColumns, groupTable, tile } from "./parts.ts";
import type { BoardTable } from "./schemas.ts";
import { seriesOf } from "./series.ts";

/** Which gateway fails, and what each brings to the desk. */
export async function channelsBoard(scope: BoardScope): Promise<BoardParts> {
  const { opened, resolved, attainment, firstResponse, fullResolution, recovered } = groupColumns;
  const columns = [opened, resolved, attainment, firstResponse, fullResolution, recovered];
  const gateways = await attemptsIn(scope, scope.period);
  const before = await attemptsIn(scope, scope.previous);
  const [all, earlier] = [together(gateways), together(before)];
  return {
    tiles: [
      tile("channel_failure", "ratio", all.ratio, { of: all.attempts, previous: earlier.ratio, better: "down" }),
      tile("channel_attempts", "count", all.attempts, { previous: earlier.attempts }),
    ],
    tables: [
      gatewayTable(gateways, before),
      groupTable(scope, await seriesOf(scope, "channel"), { id: "channel", columns }),
    ],
  };
}

type Attempts = { channel: string; attempts: number; failed: number };

/** What was tried at each channel, from its history of five minutes each. */
async function attemptsIn({ reader, slice }: BoardScope, { from, to }: Period): Promise<Attempts[]> {
  const { channel, at, attempts, succeeded } = channelHistory;
  const rows = await reader
    .select({
      channel,
      attempts: sql<number>`sum(${attempts})`.mapWith(Number),
      succeeded: sql<number>`sum(${succeeded})`.mapWith(Number),
    })
    .from(channelHistory)
    .where(and(gte(at, from), lt(at, to)))
    .groupBy(channel)
    .orderBy(asc(channel));
  return rows
    .filter((row) => slice.channel === undefined || row.channel === slice.channel)
    .map((row) => ({ channel: row.channel, attempts: row.attempts, failed: row.attempts - row.succeeded }));
}

const ratioOf = (attempts: number, failed: number) => (attempts === 0 ? null : failed / attempts);

function together(rows: readonly Attempts[]) {
  const attempts = rows.reduce((sum, row) => sum + row.attempts, 0);
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  return { attempts, ratio: ratioOf(attempts, failed) };
}

function gatewayTable(rows: readonly Attempts[], before: readonly Attempts[]): BoardTable {
  const earlier = new Map(before.map((row) => [row.channel, row]));
  return {
    id: "gateway",
    columns: [
      { metric: "channel_attempts", stat: "count" },
      { metric: "channel_failed", stat: "count" },
      { metric: "channel_failure", stat: "ratio" },
      { metric: "channel_failure.before", stat: "ratio" },
    ],
    rows: rows.map(({ channel, attempts, failed }) => {
      const then = earlier.get(channel);
      return {
        key: channel,
        label: null,
        cells: [
          cell(attempts),
          cell(failed),
          cell(ratioOf(attempts, failed), { of: attempts }),
          cell(then ? ratioOf(then.attempts, then.failed) : null, { of: then?.attempts ?? 0 }),
        ],
      };
    }),
  };
}
