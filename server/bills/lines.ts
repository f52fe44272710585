import { and, asc, eq, gt, inArray, lte, sql } from "drizzle-orm";
import { rowsOf } from "#db/bulk.ts";
import { type Db, type Tx, transact } from "#db/client.ts";
import { billLines } from "#db/schema/index.ts";
import type { BillLine } from "#server/gateways/index.ts";
import type { BillSum } from "./rules.ts";

/** Lines that are held in memory and written in one transaction: small enough that others' writes fit in between. */
export const BATCH_LINES = 2_048;
/** Rows deleted in one transaction. */
const CLEAR_ROWS = 5_000;
/** Keys of one lookup. */
const KEYS = 200;

/** Adds a line to what the lines of its payment number add up to. */
export function addUp(sums: Map<string, BillSum>, line: BillLine): void {
  const sum = sums.get(line.outTradeNo) ?? {
    outTradeNo: line.outTradeNo,
    gatewayTradeNo: null,
    paidFen: 0,
    paidCount: 0,
    refundedFen: 0,
    paidAt: null,
  };
  sum.gatewayTradeNo ??= line.gatewayTradeNo;
  if (line.kind === "payment") {
    sum.paidFen += line.amountFen;
    sum.paidCount += 1;
    sum.paidAt ??= line.at;
  } else {
    sum.refundedFen += line.amountFen;
  }
  sums.set(line.outTradeNo, sum);
}

/** Adds sums, each of another payment number, to those of the bill that are stored. */
export async function storeSums(tx: Tx, billId: string, sums: readonly BillSum[]): Promise<void> {
  if (sums.length === 0) return;
  await tx
    .insert(billLines)
    .select(
      rowsOf(
        billLines,
        sums.map((sum) => ({ billId, ...sum })),
      ),
    )
    .onConflictDoUpdate({
      target: [billLines.billId, billLines.outTradeNo],
      set: {
        gatewayTradeNo: sql`coalesce(${billLines.gatewayTradeNo}, excluded.gateway_trade_no)`,
        paidFen: sql`${billLines.paidFen} + excluded.paid_fen`,
        paidCount: sql`${billLines.paidCount} + excluded.paid_count`,
        refundedFen: sql`${billLines.refundedFen} + excluded.refunded_fen`,
        paidAt: sql`coalesce(${billLines.paidAt}, excluded.paid_at)`,
      },
    });
}

/** Deletes the lines of a bill, a few thousand at a time. `before` may stop it between two. */
export async function clearLines(billId: string, before: (tx: Tx) => Promise<void>): Promise<void> {
  for (let more = true; more; ) {
    more = await transact(async (tx) => {
      await before(tx);
      const end = await keyAfter(tx, billId, null, CLEAR_ROWS);
      const upTo = end === null ? undefined : lte(billLines.outTradeNo, end);
      await tx.delete(billLines).where(and(eq(billLines.billId, billId), upTo));
      return end !== null;
    });
  }
}

/** The key of the `n`th line after a key; null when there are fewer. */
export async function keyAfter(reader: Db, billId: string, after: string | null, n: number): Promise<string | null> {
  const [row] = await reader
    .select({ key: billLines.outTradeNo })
    .from(billLines)
    .where(and(eq(billLines.billId, billId), after === null ? undefined : gt(billLines.outTradeNo, after)))
    .orderBy(asc(billLines.outTradeNo))
    .limit(1)
    .offset(n - 1);
  return row?.key ?? null;
}

/** The sums of these payment numbers on a bill. */
export async function sumsOf(reader: Db, billId: string, outTradeNos: readonly string[]): Promise<BillSum[]> {
  const found: BillSum[] = [];
  for (const some of chunks(outTradeNos, KEYS)) {
    const rows = await reader
      .select()
      .from(billLines)
      .where(and(eq(billLines.billId, billId), inArray(billLines.outTradeNo, some)));
    found.push(...rows.map(({ billId: _billId, ...sum }) => sum));
  }
  return found;
}

export function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
