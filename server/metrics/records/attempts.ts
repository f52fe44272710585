import { and, asc, eq, gt, lt, or, type SQL, sql } from "drizzle-orm";
import { channelHistory } from "#db/schema/index.ts";
import { type Period, type Slice, within } from "#server/tickets/index.ts";
import type { Found, PageCall } from "./list.ts";

/** What was tried at gateways is kept by five minutes: single attempts are forgotten after hours, their counts after ninety days. */
const { channel, at, attempts, succeeded } = channelHistory;

const ofPeriod = (period: Period, slice: Slice): SQL | undefined =>
  and(within(at, period), slice.channel === undefined ? undefined : eq(channel, slice.channel));

export type Attempts = { channel: string; attempts: number; failed: number };

/** Attempts and failures of each channel in a period. */
export async function attemptsIn(reader: PageCall["reader"], period: Period, slice: Slice): Promise<Attempts[]> {
  const rows = await reader
    .select({ channel, tried: sql<number | string>`sum(${attempts})`, well: sql<number | string>`sum(${succeeded})` })
    .from(channelHistory)
    .where(ofPeriod(period, slice))
    .groupBy(channel)
    .orderBy(asc(channel));
  return rows
    .map((row) => ({ channel: row.channel, attempts: Number(row.tried), failed: Number(row.tried) - Number(row.well) }))
    .filter((row) => row.attempts > 0);
}

/** The five minutes in which something was tried, or failed; each says how often. */
export async function attemptWindows(which: "attempts" | "failed", call: PageCall): Promise<Found[]> {
  const { after } = call;
  const rows = await call.reader
    .select({ channel, at, attempts, succeeded })
    .from(channelHistory)
    .where(
      and(
        ofPeriod(call.period, call.slice),
        which === "attempts" ? gt(attempts, 0) : lt(succeeded, attempts),
        after && or(gt(at, after.at), and(eq(at, after.at), gt(channel, after.id))),
      ),
    )
    .orderBy(asc(at), asc(channel))
    .limit(call.limit);
  return rows.map((row) => ({
    place: { part: 0, at: row.at, id: row.channel },
    record: {
      ...{
        id: `${row.channel} ${row.at.toISOString()}`,
        kind: "attempts",
        at: row.at.toISOString(),
        what: row.channel,
      },
      ...{ ticketNumber: null, orderNo: null, dueAt: null, outcome: null, amountFen: null, tookMs: null },
      n: which === "attempts" ? row.attempts : row.attempts - row.succeeded,
    },
  }));
}
