import { and, count, eq, sql } from "drizzle-orm";
import { orders, refunds } from "#db/schema/index.ts";
import { millisecondsBetween } from "#db/time.ts";
import { type Period, within } from "#server/tickets/index.ts";
import { sumStock } from "../cells/read.ts";
import { daysOf } from "../period.ts";
import { recoveredIn } from "../queries.ts";
import { isCredited, wrongOrderNumbers } from "../records/orders.ts";
import { noSpread, spreadOf } from "../rules.ts";
import type { Spread } from "../schemas.ts";
import type { BoardParts, BoardScope } from "./board.ts";
import { cell, groupColumns, groupTable, recordsDrill, ticketsDrill, tile } from "./parts.ts";
import type { BoardTable } from "./schemas.ts";
import { seriesOf } from "./series.ts";

/** Where the money is: at risk, brought back, and what must never happen. */
export async function moneyBoard(scope: BoardScope): Promise<BoardParts> {
  const { reader, period, previous, now, slice } = scope;
  const risk = (await sumStock({ reader, metrics: ["amount_at_risk"], now, slice })).of("amount_at_risk");
  const [money, before] = [await recoveredIn(reader, period, slice), await recoveredIn(reader, previous, slice)];
  const [back, backBefore] = [await refundedIn(scope, period), await refundedIn(scope, previous)];
  const [credited, creditedBefore] = [await creditedWithin(scope, period), await creditedWithin(scope, previous)];
  const wrong = (await wrongOrderNumbers(reader, period)).length;
  const drill = (metric: string) => recordsDrill(metric, period, slice);
  const days = new Map(daysOf(period).map(({ day, part }) => [day, part]));
  return {
    tiles: [
      tile("wrong_credit", "count", wrong, {
        previous: (await wrongOrderNumbers(reader, previous)).length,
        ...{ better: "down", mustBeZero: true, drill: recordsDrill("wrong_credit", period, {}) },
      }),
      tile("amount_at_risk", "amount", risk.fen, {
        ...{ of: risk.n, better: "down", drill: ticketsDrill("amount_at_risk", period, slice) },
      }),
      tile("amount_recovered", "amount", money.amountFen, {
        ...{ of: money.topups, previous: before.amountFen, drill: drill("recovered") },
      }),
      tile("amount_refunded", "amount", back.fen, {
        ...{ of: back.n, previous: backBefore.fen, drill: recordsDrill("refunded", period, {}) },
      }),
      tile("paid_to_credited", "median", credited.medianMs, {
        ...{ of: credited.count, previous: creditedBefore.medianMs, better: "down" },
        ...{ p90Ms: credited.p90Ms, meanMs: credited.meanMs, drill: recordsDrill("paid_to_credited", period, {}) },
      }),
    ],
    tables: [
      await atRiskByCause(scope),
      groupTable(scope, await seriesOf(scope, "day"), {
        ...{ id: "day", columns: [groupColumns.recovered] },
        partOf: (day) => days.get(day) ?? period,
      }),
    ],
  };
}

/** What is at risk now and what was brought back, by cause. */
async function atRiskByCause(scope: BoardScope): Promise<BoardTable> {
  const { reader, period, now, slice } = scope;
  const stock = await sumStock({ reader, metrics: ["amount_at_risk"], now, slice, by: "cause" });
  const series = await seriesOf(scope, "cause");
  const items = new Map(series.items.map((item) => [item.key ?? "", item]));
  const keys = [...new Set([...stock.keysOf("amount_at_risk"), ...items.keys()])];
  const rows = keys
    .map((key) => {
      const risk = stock.of("amount_at_risk", key);
      const of = { ...slice, cause: key };
      const item = items.get(key);
      return {
        fen: risk.fen + (item?.amountRecoveredFen ?? 0),
        row: {
          ...{ key: key === "" ? null : key, label: null },
          cells: [
            cell(risk.fen, { of: risk.n, drill: risk.n > 0 ? ticketsDrill("amount_at_risk", period, of) : null }),
            groupColumns.recovered.cell(item ?? { ...EMPTY, key }, { period, slice: of, least: 1 }),
          ],
        },
      };
    })
    .filter(({ fen }) => fen > 0)
    .sort((a, b) => b.fen - a.fen)
    .map(({ row }) => row);
  return {
    id: "cause",
    columns: [
      { metric: "amount_at_risk", stat: "amount" },
      { metric: "amount_recovered", stat: "amount" },
    ],
    rows,
  };
}

const nothing = { met: 0, breached: 0, ratio: null };
const share = { count: 0, of: 0, ratio: null };
const EMPTY = {
  ...{
    label: null,
    opened: 0,
    resolved: 0,
    attainment: nothing,
    workAttainment: nothing,
    firstResponse: noSpread,
    fullResolution: noSpread,
  },
  ...{ oneTouch: share, reopened: share, satisfaction: share, amountRecoveredFen: 0 },
};

async function refundedIn({ reader }: BoardScope, period: Period) {
  const [row] = await reader
    .select({ n: count(), fen: sql<number | string>`coalesce(sum(${refunds.amountFen}), 0)` })
    .from(refunds)
    .where(and(eq(refunds.state, "succeeded"), within(refunds.settledAt, period)));
  return { n: Number(row?.n ?? 0), fen: Number(row?.fen ?? 0) };
}

/** From the payment to the platform's credit, over orders credited in the period. */
async function creditedWithin({ reader }: BoardScope, period: Period): Promise<Spread> {
  const ms = millisecondsBetween(orders.paidAt, orders.creditedAt);
  const ranked = reader
    .select({
      ms: sql<number>`${ms}`.as("ms"),
      rank: sql<number>`row_number() over (order by ${ms})`.as("ms_rank"),
      n: sql<number>`count(*) over ()`.as("n"),
      mean: sql<number>`avg(${ms}) over ()`.as("mean"),
    })
    .from(orders)
    .where(isCredited(period))
    .as("ranked");
  const rows = await reader
    .select()
    .from(ranked)
    .where(sql`${ranked.rank} in ((${ranked.n} + 1) / 2, (${ranked.n} + 2) / 2, (${ranked.n} * 9 + 9) / 10)`);
  const [first] = rows;
  if (!first) return noSpread;
  const at = new Map(rows.map((row) => [Number(row.rank), Number(row.ms)]));
  return spreadOf(Number(first.n), Number(first.mean), (rank) => at.get(rank) ?? 0);
}
