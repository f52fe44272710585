import { and, asc, eq, gt, gte, lt, or, type SQL } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { payments } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { type BillRow, billsAround, presenceOf, raiseFindings } from "./findings.ts";
import { hold, save } from "./hold.ts";
import { chunks } from "./lines.ts";
import { sumOf } from "./match-bill.ts";
import { aboutNumber, type Finding, judgeOurs, rangeOf } from "./rules.ts";
import { MAX_BILL_ITEMS } from "./schemas.ts";

const PAGE = 1_000;
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
    const page = await paidOnDay(bill, size);
    more = page.length === size;
    const { missing, waiting } = await absent(ctx, around, page);
    let raised = 0;
    for (const some of chunks(missing, WRITE)) {
      if (bill.raised + raised < MAX_BILL_ITEMS) raised += await write(ctx, bill, around, some);
    }
    const counts = { ...bill.counts, missing_there: bill.counts.missing_there + missing.length };
    bill = await save(ctx, bill, {
      cursor: cursorOf(page) ?? bill.cursor,
      counts,
      mismatched: sumOf(counts),
      raised: bill.raised + raised,
      waiting: bill.waiting + waiting,
      ourPaidFen: bill.ourPaidFen + page.reduce((sum, row) => sum + row.paidFen, 0),
    });
  }
  return bill;
}

async function absent(ctx: Ctx, around: ReadonlyMap<string, string>, page: readonly OurPayment[]) {
  const presence = await presenceOf(
    db,
    around,
    page.map((row) => row.outTradeNo),
  );
  const now = ctx.clock.now();
  const missing: OurPayment[] = [];
  let waiting = 0;
  for (const row of page) {
    const found = presence.get(row.outTradeNo);
    if (!found || row.paidAt === null) continue;
    const verdict = judgeOurs(row.paidAt, found, now);
    if (verdict === "missing") missing.push(row);
    if (verdict === "wait") waiting++;
  }
  return { missing, waiting };
}

function write(ctx: Ctx, bill: BillRow, around: ReadonlyMap<string, string>, missing: readonly OurPayment[]) {
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

/** Payments of the channel and day that we believe in, after the cursor, in the order of their time. */
function paidOnDay(bill: BillRow, size: number): Promise<OurPayment[]> {
  const { from, to } = rangeOf(bill.day);
  const { orderNo, outTradeNo, gatewayTradeNo, paidFen, paidAt } = payments;
  const after = readCursor(bill.cursor);
  return db
    .select({ orderNo, outTradeNo, gatewayTradeNo, paidFen, paidAt })
    .from(payments)
    .where(
      and(
        eq(payments.channel, bill.channel),
        gte(paidAt, after?.paidAt ?? from),
        lt(paidAt, to),
        gt(paidFen, 0),
        after ? laterThan(after) : undefined,
      ),
    )
    .orderBy(asc(paidAt), asc(outTradeNo), asc(orderNo))
    .limit(size);
}

type Position = { paidAt: Date; outTradeNo: string; orderNo: string };

function laterThan(position: Position): SQL | undefined {
  const { orderNo, outTradeNo, paidAt } = payments;
  const same = eq(paidAt, position.paidAt);
  return or(
    gt(paidAt, position.paidAt),
    and(same, gt(outTradeNo, position.outTradeNo)),
    and(same, eq(outTradeNo, position.outTradeNo), gt(orderNo, position.orderNo)),
  );
}

function cursorOf(page: readonly OurPayment[]): string | undefined {
  const last = page.at(-1);
  return last?.paidAt ? JSON.stringify([last.paidAt.getTime(), last.outTradeNo, last.orderNo]) : undefined;
}

function readCursor(cursor: string | null): Position | undefined {
  if (cursor === null) return undefined;
  const [ms, outTradeNo, orderNo] = JSON.parse(cursor) as [number, string, string];
  return { paidAt: new Date(ms), outTradeNo, orderNo };
}
