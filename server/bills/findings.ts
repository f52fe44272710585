import { and, eq, gt, inArray } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { billLines, bills } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { type GatewayWord, recordGatewayWords } from "#server/orders/index.ts";
import { raiseItem } from "#server/payments/index.ts";
import { loadKnown } from "./known.ts";
import { type BillPresence, type BillSum, type Finding, judgeNumber, type Known, rangeOf, shiftDay } from "./rules.ts";

export type BillRow = typeof bills.$inferSelect;
export type Judged = { sum: BillSum; known: Known; findings: Finding[] };

/** Compares sums of a bill with what we know. */
export async function judgeSums(reader: Db, bill: BillRow, sums: readonly BillSum[]): Promise<Judged[]> {
  const known = await loadKnown(reader, bill.channel, sums);
  return sums.flatMap((sum) => {
    const ours = known.get(sum.outTradeNo);
    return ours ? [{ sum, known: ours, findings: judgeNumber(bill.channel, sum, ours) }] : [];
  });
}

/**
 * Puts what differs before a person, each trouble once.
 * @returns how many items are new or open again
 */
export async function raiseFindings(tx: Tx, ctx: Ctx, bill: BillRow, findings: readonly Finding[]): Promise<number> {
  let raised = 0;
  for (const finding of findings) {
    const item = await raiseItem(tx, ctx, {
      kind: finding.kind,
      about: finding.about,
      channel: bill.channel,
      orderNo: finding.orderNo,
      outTradeNo: finding.outTradeNo,
      gatewayTradeNo: finding.gatewayTradeNo,
      amountFen: finding.amountFen,
      otherFen: finding.theirsFen,
      billId: bill.id,
      detail: {
        billId: bill.id,
        day: bill.day,
        side: finding.side,
        oursFen: finding.oursFen,
        theirsFen: finding.theirsFen,
        paidAt: finding.paidAt?.toISOString() ?? null,
      },
    });
    if (item.raised) raised++;
  }
  return raised;
}

/**
 * Puts the bill's word into the log where it says something that nobody said before, so that the order's trace has it. It moves no
 * money: before any does, the gateway itself is asked.
 */
export async function recordWords(tx: Tx, ctx: Ctx, bill: BillRow, judged: readonly Judged[]): Promise<void> {
  const words = judged.flatMap((one) => {
    const adds = one.findings.some(({ kind }) => kind === "missing_here" || kind === "refunded_there");
    return adds ? [wordOf(bill, one)] : [];
  });
  if (words.length > 0) await recordGatewayWords(tx, ctx, words);
}

function wordOf(bill: BillRow, { sum, known }: Judged): GatewayWord {
  const refundedFen = known.billRefundedFen;
  // A bill of refunds alone does not say what was paid; what it gave back had been taken.
  const amountFen = sum.paidCount > 0 ? sum.paidFen : known.paidFen;
  const wholly = refundedFen > 0 && refundedFen >= (amountFen ?? 0);
  return {
    kind: "payment",
    id: `bill:${bill.id}:${sum.outTradeNo}:${sum.paidFen}:${refundedFen}`,
    // A bill tells how its day ended: what the gateway answers later outweighs it, what it answered during the day does not.
    at: new Date(rangeOf(bill.day).to.getTime() - 1),
    observation: {
      outTradeNo: sum.outTradeNo,
      channel: bill.channel,
      via: "bill",
      state: wholly ? "refunded" : "paid",
      amountFen,
      refundedFen,
      gatewayTradeNo: sum.gatewayTradeNo,
      paidAt: sum.paidAt?.toISOString() ?? null,
    },
  };
}

/** The bills of a day and the two beside it whose lines are read, by day. */
export async function billsAround(reader: Db, channel: string, day: string): Promise<Map<string, string>> {
  const days = [shiftDay(day, -1), day, shiftDay(day, 1)];
  const rows = await reader
    .select({ id: bills.id, day: bills.day, state: bills.state, phase: bills.phase, forgotten: bills.linesForgottenAt })
    .from(bills)
    .where(and(eq(bills.channel, channel), inArray(bills.day, days)));
  const read = rows.filter((row) => (row.state === "done" || row.phase !== "reading") && row.forgotten === null);
  return new Map(read.map((row) => [row.day, row.id]));
}

/**
 * On which of these bills each payment number has a payment.
 * @param around bills by day, as {@link billsAround} gives them
 */
export async function presenceOf(
  reader: Db,
  around: ReadonlyMap<string, string>,
  outTradeNos: readonly string[],
): Promise<Map<string, BillPresence>> {
  const dayOfBill = new Map([...around].map(([day, id]) => [id, day]));
  const rows =
    around.size === 0 || outTradeNos.length === 0
      ? []
      : await reader
          .select({ billId: billLines.billId, outTradeNo: billLines.outTradeNo })
          .from(billLines)
          .where(
            and(
              inArray(billLines.billId, [...dayOfBill.keys()]),
              inArray(billLines.outTradeNo, [...outTradeNos]),
              gt(billLines.paidCount, 0),
            ),
          );
  const read = new Set(around.keys());
  const has = new Map<string, Set<string>>();
  for (const row of rows) {
    const days = has.get(row.outTradeNo) ?? new Set();
    days.add(dayOfBill.get(row.billId) ?? "");
    has.set(row.outTradeNo, days);
  }
  return new Map(outTradeNos.map((number) => [number, { read, has: has.get(number) ?? new Set() }]));
}
