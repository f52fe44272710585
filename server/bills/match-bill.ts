import { and, count, eq, gt, isNull, lte, ne, or } from "drizzle-orm";
import { type Db, db, transact } from "#db/client.ts";
import { billLines, orders, payments } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { EVENTS_LOCK } from "#server/orders/index.ts";
import { type BillRow, type Judged, judgeSums, raiseFindings, recordWords } from "./findings.ts";
import { hold, save } from "./hold.ts";
import { ofChannel } from "./known.ts";
import { chunks, keyAfter } from "./lines.ts";
import type { BillSum } from "./rules.ts";
import { type BillCounts, MAX_BILL_ITEMS } from "./schemas.ts";

/** Payment numbers looked at between two saves. */
const PAGE = 2_000;
/** Payment numbers whose trouble is written in one transaction. */
const WRITE = 25;

/**
 * Looks for every payment of the bill in our records, page by page in the order of their numbers, and raises what differs. It may
 * break off anywhere and goes on after the last page that was saved.
 * @throws BillLost
 */
export async function matchBill(ctx: Ctx, claimed: BillRow, size = PAGE): Promise<BillRow> {
  let bill = claimed;
  for (let more = true; more; ) {
    const end = await keyAfter(db, bill.id, bill.cursor, size);
    more = end !== null;
    const page = await comparePage(ctx, bill, end, size);
    const counts = addCounts(bill.counts, page.counts);
    bill = await save(ctx, bill, {
      cursor: end,
      compared: bill.compared + page.compared,
      matched: bill.matched + page.compared - page.differing,
      counts,
      mismatched: sumOf(counts),
      raised: bill.raised + page.raised,
      ourRefundedFen: bill.ourRefundedFen + page.ourRefundedFen,
      ...(more ? {} : { phase: "checking", cursor: null }),
    });
  }
  return bill;
}

type Page = {
  compared: number;
  differing: number;
  raised: number;
  ourRefundedFen: number;
  counts: Partial<BillCounts>;
};

async function comparePage(ctx: Ctx, bill: BillRow, end: string | null, size: number): Promise<Page> {
  const page: Page = { compared: 0, differing: 0, raised: 0, ourRefundedFen: 0, counts: {} };
  page.compared = end === null ? await countAfter(bill) : size;
  const judged = await judgeSums(db, bill, await suspects(db, bill, end));
  for (const { sum, known, findings } of judged) {
    page.ourRefundedFen += Math.min(sum.refundedFen, known.refundedFen);
    if (findings.length > 0) page.differing++;
    for (const { kind } of findings) page.counts[kind] = (page.counts[kind] ?? 0) + 1;
  }
  const differing = judged.filter((one) => one.findings.length > 0);
  for (const some of chunks(differing, WRITE)) {
    if (bill.raised + page.raised >= MAX_BILL_ITEMS) break;
    page.raised += await write(ctx, bill, some);
  }
  return page;
}

/** Raises the trouble of some payment numbers, judged anew with what is known now. */
function write(ctx: Ctx, bill: BillRow, suspected: readonly Judged[]): Promise<number> {
  return transact(
    async (tx) => {
      await hold(tx, ctx, bill);
      const judged = await judgeSums(
        tx,
        bill,
        suspected.map((one) => one.sum),
      );
      await recordWords(tx, ctx, bill, judged);
      return raiseFindings(
        tx,
        ctx,
        bill,
        judged.flatMap((one) => one.findings),
      );
    },
    { serializeOn: EVENTS_LOCK },
  );
}

const after = (bill: BillRow) =>
  and(eq(billLines.billId, bill.id), bill.cursor === null ? undefined : gt(billLines.outTradeNo, bill.cursor));

async function countAfter(bill: BillRow): Promise<number> {
  const [row] = await db.select({ n: count() }).from(billLines).where(after(bill));
  return Number(row?.n ?? 0);
}

/**
 * The payment numbers of a page that cannot be left out: the database compares what is plain, so that of a million lines that agree
 * none is brought here. It may let through what turns out to agree, never the other way round.
 */
export async function suspects(reader: Db, bill: BillRow, end: string | null): Promise<BillSum[]> {
  const rows = await reader
    .select(sumColumns)
    .from(billLines)
    .leftJoin(payments, and(eq(payments.outTradeNo, billLines.outTradeNo), ofChannel(bill.channel)))
    .leftJoin(orders, eq(orders.orderNo, payments.orderNo))
    .where(
      and(
        after(bill),
        end === null ? undefined : lte(billLines.outTradeNo, end),
        or(
          isNull(payments.orderNo),
          ne(payments.paidFen, billLines.paidFen),
          ne(billLines.paidCount, 1),
          gt(billLines.refundedFen, 0),
          eq(payments.gatewayVia, "bill"),
          gt(orders.paidCount, 1),
        ),
      ),
    );
  return [...new Map(rows.map((row) => [row.outTradeNo, row])).values()];
}

const sumColumns = {
  outTradeNo: billLines.outTradeNo,
  gatewayTradeNo: billLines.gatewayTradeNo,
  paidFen: billLines.paidFen,
  paidCount: billLines.paidCount,
  refundedFen: billLines.refundedFen,
  paidAt: billLines.paidAt,
};

export function addCounts(counts: BillCounts, more: Partial<BillCounts>): BillCounts {
  const all = { ...counts };
  for (const kind of Object.keys(all) as (keyof BillCounts)[]) all[kind] += more[kind] ?? 0;
  return all;
}

export const sumOf = (counts: BillCounts): number => Object.values(counts).reduce((sum, n) => sum + n, 0);
