import { and, asc, eq, gt, inArray, isNotNull } from "drizzle-orm";
import { type Db, db, transact } from "#db/client.ts";
import { bills, moneyItems, payments } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { EVENTS_LOCK } from "#server/orders/index.ts";
import { type MoneyItemRow, resolveItem } from "#server/payments/index.ts";
import { type BillRow, billsAround, judgeSums, presenceOf, raiseFindings } from "./findings.ts";
import { ofChannel } from "./known.ts";
import { sumsOf } from "./lines.ts";
import { aboutNumber, dayOf, judgeOurs } from "./rules.ts";
import { billMismatchKinds } from "./schemas.ts";

const PAGE = 100;

/**
 * Looks at every open mismatch that a bill raised, and ends those that came right: the event that was late, the refund that was
 * told of meanwhile, the payment that was on the next day's bill.
 * @returns how many it ended
 */
export async function settleBillItems(ctx: Ctx): Promise<number> {
  let settled = 0;
  for (const kind of billMismatchKinds) {
    let after = "";
    for (let more = true; more; ) {
      const page = await openItems(kind, after);
      more = page.length === PAGE;
      after = page.at(-1)?.id ?? after;
      settled += await settlePage(ctx, page);
    }
  }
  return settled;
}

function openItems(kind: MoneyItemRow["kind"], after: string): Promise<MoneyItemRow[]> {
  return db
    .select()
    .from(moneyItems)
    .where(
      and(
        eq(moneyItems.kind, kind),
        eq(moneyItems.state, "open"),
        isNotNull(moneyItems.billId),
        gt(moneyItems.id, after),
      ),
    )
    .orderBy(asc(moneyItems.id))
    .limit(PAGE);
}

async function settlePage(ctx: Ctx, page: readonly MoneyItemRow[]): Promise<number> {
  const ofBill = new Map<string, MoneyItemRow[]>();
  for (const item of page) {
    const { billId } = item;
    if (billId !== null) ofBill.set(billId, [...(ofBill.get(billId) ?? []), item]);
  }
  if (ofBill.size === 0) return 0;
  const rows = await db
    .select()
    .from(bills)
    .where(inArray(bills.id, [...ofBill.keys()]));
  let settled = 0;
  for (const bill of rows) {
    // While a bill is read or was let go there is nothing to compare with.
    if (bill.state !== "done" || bill.linesForgottenAt !== null) continue;
    const items = ofBill.get(bill.id) ?? [];
    const right = await rightOnes(db, ctx, bill, items);
    if (right.length > 0) settled += await settle(ctx, bill, right);
  }
  return settled;
}

/** Ends items that are right, judged anew in the transaction; what stands in their place is raised. */
function settle(ctx: Ctx, bill: BillRow, items: readonly MoneyItemRow[]): Promise<number> {
  return transact(
    async (tx) => {
      let settled = 0;
      const right = await rightOnes(tx, ctx, bill, items);
      for (const item of right) if (await resolveItem(tx, ctx, { id: item.id }, "settled")) settled++;
      const sums = await sumsOf(tx, bill.id, numbersOf(right));
      const judged = await judgeSums(tx, bill, sums);
      await raiseFindings(
        tx,
        ctx,
        bill,
        judged.flatMap((one) => one.findings),
      );
      return settled;
    },
    { serializeOn: EVENTS_LOCK },
  );
}

const numbersOf = (items: readonly MoneyItemRow[]): string[] => [
  ...new Set(items.flatMap((item) => item.outTradeNo ?? [])),
];

/** Those of the items whose trouble is no more. */
async function rightOnes(reader: Db, ctx: Ctx, bill: BillRow, items: readonly MoneyItemRow[]): Promise<MoneyItemRow[]> {
  const ours = items.filter((item) => item.kind === "missing_there");
  const theirs = items.filter((item) => item.kind !== "missing_there");
  const sums = await sumsOf(reader, bill.id, numbersOf(theirs));
  const judged = await judgeSums(reader, bill, sums);
  const standing = new Set(judged.flatMap(({ findings }) => findings.map(({ kind, about }) => `${kind}:${about}`)));
  const missing = await stillMissing(reader, ctx, bill, numbersOf(ours));
  return [
    ...theirs.filter((item) => !standing.has(item.dedupeKey)),
    ...ours.filter((item) => !missing.has(item.dedupeKey)),
  ];
}

async function stillMissing(reader: Db, ctx: Ctx, bill: BillRow, numbers: readonly string[]): Promise<Set<string>> {
  if (numbers.length === 0) return new Set();
  const around = await billsAround(reader, bill.channel, bill.day);
  const presence = await presenceOf(reader, around, numbers);
  const rows = await reader
    .select({ outTradeNo: payments.outTradeNo, paidAt: payments.paidAt })
    .from(payments)
    .where(and(inArray(payments.outTradeNo, [...numbers]), ofChannel(bill.channel), gt(payments.paidFen, 0)));
  const missing = rows.filter(({ outTradeNo, paidAt }) => {
    const found = presence.get(outTradeNo);
    // Paid on another day by now: that day's bill has its own say.
    if (!found || paidAt === null || dayOf(paidAt) !== bill.day) return false;
    return judgeOurs(paidAt, found, ctx.clock.now()) !== "there";
  });
  return new Set(missing.map((row) => `missing_there:${aboutNumber(bill.channel, row.outTradeNo)}`));
}
