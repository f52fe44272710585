import { and, asc, eq, exists, gt, gte, inArray, lt, lte, not, or, type SQL, sum } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { billLines, payments } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { type BillRow, billsAround, presenceOf, raiseFindings } from "./findings.ts";
import { hold, save } from "./hold.ts";
import { chunks } from "./lines.ts";
import { sumOf } from "./match-bill.ts";
import { aboutNumber, type Finding, judgeOurs, rangeOf } from "./rules.ts";
import { MAX_BILL_ITEMS } from "./schemas.ts";

const PAGE = 2_000;
const WRITE = 25;

export type OurPayment = {
  orderNo: string;
  outTradeNo: string;
  gatewayTradeNo: string | null;
  paidFen: number;
  paidAt: Date | null;
};

/**
 * Looks for every payment that we believe was made on the channel and day in the bill and the bills beside it, and raises what none
 * has. It may break off anywhere and goes on after the last page that was saved.
 * @throws BillLost
 */
export async function matchOurs(ctx: Ctx, claimed: BillRow, size = PAGE): Promise<BillRow> {
  let bill = claimed;
  if (bill.cursor === null) {
    const counts = { ...bill.counts, missing_there: 0 };
    bill = await save(ctx, bill, { counts, mismatched: sumOf(counts), ourPaidFen: 0, waiting: 0 });
  }
  const around = await billsAround(db, bill.channel, bill.day);
  for (let more = true; more; ) {
    const end = await positionAfter(bill, size);
    more = end !== null;
    const { missing, waiting } = await absent(ctx, bill, around, end);
    let raised = 0;
    for (const some of chunks(missing, WRITE)) {
      if (bill.raised + raised < MAX_BILL_ITEMS) raised += await write(ctx, bill, around, some);
    }
    const counts = { ...bill.counts, missing_there: bill.counts.missing_there + missing.length };
    bill = await save(ctx, bill, {
      cursor: end === null ? bill.cursor : writeCursor(end),
      counts,
      mismatched: sumOf(counts),
      raised: bill.raised + raised,
      waiting: bill.waiting + waiting,
      ourPaidFen: bill.ourPaidFen + (await paidInPage(bill, end)),
    });
  }
  return bill;
}

type Around = ReadonlyMap<string, string>;

/** Of a page of our payments those that no bill has: missing, or waiting for the bill beside theirs. */
async function absent(ctx: Ctx, bill: BillRow, around: Around, end: Position | null) {
  const rows = await withoutLine(bill, around, end);
  const read = new Set(around.keys());
  const now = ctx.clock.now();
  const missing: OurPayment[] = [];
  let waiting = 0;
  for (const row of rows) {
    if (row.paidAt === null) continue;
    const verdict = judgeOurs(row.paidAt, { read, has: new Set() }, now);
    if (verdict === "missing") missing.push(row);
    if (verdict === "wait") waiting++;
  }
  return { missing, waiting };
}

function write(ctx: Ctx, bill: BillRow, around: Around, missing: readonly OurPayment[]) {
  return transact(async (tx) => {
    await hold(tx, ctx, bill);
    const presence = await presenceOf(
      tx,
      around,
      missing.map((row) => row.outTradeNo),
    );
    const still = missing.filter((row) => presence.get(row.outTradeNo)?.has.size === 0);
    return raiseFindings(
      tx,
      ctx,
      bill,
      still.map((row) => missingThere(bill.channel, row)),
    );
  });
}

function missingThere(channel: string, row: OurPayment): Finding {
  const { orderNo, outTradeNo, gatewayTradeNo, paidFen, paidAt } = row;
  return {
    kind: "missing_there",
    about: aboutNumber(channel, outTradeNo),
    outTradeNo,
    gatewayTradeNo,
    orderNo,
    amountFen: paidFen,
    oursFen: paidFen,
    theirsFen: 0,
    side: "here",
    paidAt,
  };
}

/** The payments of the channel and day that we believe in, in the order of their time: after the cursor, and up to `end`. */
function ofPage(bill: BillRow, end: Position | null): SQL | undefined {
  const { from, to } = rangeOf(bill.day);
  const { channel, paidAt, paidFen } = payments;
  const after = readCursor(bill.cursor);
  return and(
    eq(channel, bill.channel),
    gte(paidAt, after?.paidAt ?? from),
    end ? lte(paidAt, end.paidAt) : lt(paidAt, to),
    gt(paidFen, 0),
    after ? laterThan(after) : undefined,
    end ? not(laterThan(end)) : undefined,
  );
}

/** The position of the `size`th payment after the cursor; null when there are fewer. */
async function positionAfter(bill: BillRow, size: number): Promise<Position | null> {
  const { orderNo, outTradeNo, paidAt } = payments;
  const [row] = await db
    .select({ orderNo, outTradeNo, paidAt })
    .from(payments)
    .where(ofPage(bill, null))
    .orderBy(asc(paidAt), asc(outTradeNo), asc(orderNo))
    .limit(1)
    .offset(size - 1);
  return row?.paidAt ? { ...row, paidAt: row.paidAt } : null;
}

/** Whether we believe in any payment of the bill's channel and day. */
export async function anyOurs(bill: BillRow): Promise<boolean> {
  const first = await positionAfter({ ...bill, cursor: null }, 1);
  return first !== null;
}

async function paidInPage(bill: BillRow, end: Position | null): Promise<number> {
  const [row] = await db
    .select({ fen: sum(payments.paidFen) })
    .from(payments)
    .where(ofPage(bill, end));
  return Number(row?.fen ?? 0);
}

/** Those of a page that stand on none of these bills: the database looks, so that what agrees is not brought here. */
function withoutLine(bill: BillRow, around: Around, end: Position | null): Promise<OurPayment[]> {
  const { orderNo, outTradeNo, gatewayTradeNo, paidFen, paidAt } = payments;
  const line = db
    .select({ number: billLines.outTradeNo })
    .from(billLines)
    .where(
      and(
        inArray(billLines.billId, [...around.values()]),
        eq(billLines.outTradeNo, outTradeNo),
        gt(billLines.paidCount, 0),
      ),
    );
  return db
    .select({ orderNo, outTradeNo, gatewayTradeNo, paidFen, paidAt })
    .from(payments)
    .where(and(ofPage(bill, end), not(exists(line))));
}

type Position = { paidAt: Date; outTradeNo: string; orderNo: string };

function laterThan(position: Position): SQL {
  const { orderNo, outTradeNo, paidAt } = payments;
  const same = eq(paidAt, position.paidAt);
  return or(
    gt(paidAt, position.paidAt),
    and(same, gt(outTradeNo, position.outTradeNo)),
    and(same, eq(outTradeNo, position.outTradeNo), gt(orderNo, position.orderNo)),
  ) as SQL;
}

const writeCursor = ({ paidAt, outTradeNo, orderNo }: Position): string =>
  JSON.stringify([paidAt.getTime(), outTradeNo, orderNo]);

function readCursor(cursor: string | null): Position | undefined {
  if (cursor === null) return undefined;
  const [ms, outTradeNo, orderNo] = JSON.parse(cursor) as [number, string, string];
  return { paidAt: new Date(ms), outTradeNo, orderNo };
}
