import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { orders } from "#db/schema/index.ts";
import { millisecondsBetween } from "#db/time.ts";
import { PAID_TO_CREDITED } from "#server/orders/index.ts";
import { inSlice, NEVER, type Period, type Slice } from "#server/tickets/index.ts";
import { sumNumbers, sumStock } from "../cells/read.ts";
import { EXACT_UP_TO, sketched } from "../durations.ts";
import { daysOf } from "../period.ts";
import { recoveredIn } from "../queries.ts";
import { isCredited, wrongOrders } from "../records/orders.ts";
import { refundedIn } from "../records/transfers.ts";
import { noSpread, spreadOf } from "../rules.ts";
import type { Spread } from "../schemas.ts";
import type { Scope } from "../scope.ts";
import type { BoardParts, BoardScope } from "./board.ts";
import { number, type Value } from "./numbers.ts";
import { groupColumns, groupTable, spreadValue, tile } from "./parts.ts";
import type { BoardTable, BoardTile } from "./schemas.ts";
import { seriesOf } from "./series.ts";

/** Where the money is: at risk, brought back, and what must never happen. */
export async function moneyBoard(scope: BoardScope): Promise<BoardParts> {
  const { reader, period, previous, slice } = scope;
  const days = new Map(daysOf(period).map(({ day, part }) => [day, part]));
  const wrong = async (of: Period): Promise<Value> => ({ value: (await wrongOrders(reader, of, slice)).length });
  const back = async (of: Period): Promise<Value> => {
    const { n, fen } = await refundedIn(reader, of, slice);
    return { value: fen, of: n };
  };
  return {
    tiles: [
      tile(scope, { metric: "wrong_credit", stat: "count" }, await wrong(period), {
        ...{ before: await wrong(previous), better: "down", mustBeZero: true },
      }),
      ...(await moneyTiles(scope)),
      tile(scope, { metric: "amount_refunded", stat: "amount" }, await back(period), { before: await back(previous) }),
      await credited(scope),
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

/** What is at risk now, and what people brought back. */
async function moneyTiles(scope: Scope): Promise<BoardTile[]> {
  const { reader, period, previous, now, slice } = scope;
  const risk = (await sumStock({ reader, metrics: ["amount_at_risk"], now, slice })).of("amount_at_risk");
  const recovered = async (of: Period): Promise<Value> => {
    const { topups, amountFen } = await recoveredIn(reader, of, slice);
    return { value: amountFen, of: topups };
  };
  return [
    tile(scope, { metric: "amount_at_risk", stat: "amount" }, { value: risk.fen, of: risk.n }, { better: "down" }),
    tile(scope, { metric: "amount_recovered", stat: "amount" }, await recovered(period), {
      ...{ before: await recovered(previous), better: "up" },
    }),
  ];
}

/** From the payment to the platform's credit. */
async function credited(scope: Scope): Promise<BoardTile> {
  const spread = await creditedWithin(scope, scope.period);
  const before = await creditedWithin(scope, scope.previous);
  return tile(scope, { metric: "paid_to_credited", stat: "median" }, spreadValue(spread, "medianMs"), {
    ...{ before: spreadValue(before, "medianMs"), better: "down", spread },
  });
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
        fen: [risk.fen, item?.amountRecoveredFen ?? 0] as const,
        row: {
          ...{ key: key === "" ? null : key, label: null },
          cells: [
            number("amount_at_risk", { period, slice: of }, { value: risk.fen, of: risk.n }),
            number("amount_recovered", { period, slice: of }, { value: item?.amountRecoveredFen ?? 0 }),
          ],
        },
      };
    })
    .filter(({ fen: [risk, recovered] }) => risk + recovered > 0)
    .sort((a, b) => b.fen[0] - a.fen[0] || b.fen[1] - a.fen[1])
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

/**
 * From the payment to the platform's credit, over orders credited in the period. With a slice they are looked at themselves, since
 * orders are kept of all together.
 */
async function creditedWithin({ reader, slice }: Scope, period: Period): Promise<Spread> {
  if (inSlice(slice)) return exactly(reader, period, slice);
  // A shop's clock is not ours: what it credited may be told for after now.
  const sums = await sumNumbers({ reader, metrics: [PAID_TO_CREDITED], period, now: NEVER });
  const sum = sums.of(PAID_TO_CREDITED);
  return sum.n > EXACT_UP_TO ? sketched(sum) : exactly(reader, period, slice);
}

async function exactly(reader: Db, period: Period, slice: Slice): Promise<Spread> {
  const ms = millisecondsBetween(orders.paidAt, orders.creditedAt);
  const ranked = reader
    .select({
      ms: sql<number>`${ms}`.as("ms"),
      rank: sql<number>`row_number() over (order by ${ms})`.as("ms_rank"),
      n: sql<number>`count(*) over ()`.as("n"),
      mean: sql<number>`avg(${ms}) over ()`.as("mean"),
    })
    .from(orders)
    .where(isCredited(period, slice))
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
