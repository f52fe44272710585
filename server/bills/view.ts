import { and, count, eq, inArray } from "drizzle-orm";
import { db } from "#db/client.ts";
import { moneyItems } from "#db/schema/index.ts";
import type { BillRow } from "./findings.ts";
import { percentOf } from "./rules.ts";
import { type Bill, type BillCounts, billMismatchKinds, MAX_BILL_ITEMS } from "./schemas.ts";

/**
 * A bill as it is shown.
 * @param open how many of its mismatches still wait; left out where none can
 */
export function billView(row: BillRow, open: Partial<BillCounts> = {}): Bill {
  return {
    id: row.id,
    channel: row.channel,
    day: row.day,
    source: row.source,
    state: row.state,
    phase: row.phase,
    percent: percentOf(row),
    fileName: row.fileName,
    sha256: row.fileSha256,
    bytesRead: row.bytesRead,
    bytesTotal: row.bytesTotal,
    linesRead: row.linesRead,
    compared: row.compared,
    matched: row.matched,
    mismatched: row.mismatched,
    mismatches: billMismatchKinds.map((kind) => ({ kind, found: row.counts[kind], open: open[kind] ?? 0 })),
    waiting: row.waiting,
    capped: row.raised >= MAX_BILL_ITEMS,
    paidFen: row.paidFen,
    refundedFen: row.refundedFen,
    ourPaidFen: row.ourPaidFen,
    ourRefundedFen: row.ourRefundedFen,
    error: row.error === null ? null : { code: row.error, line: row.errorLine, detail: row.errorDetail },
    attempts: row.attempts,
    nextAttemptAt: row.state === "pending" ? (row.nextAttemptAt?.toISOString() ?? null) : null,
    requestedBy: row.requestedByName,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** Bills as they are shown, with how many of their mismatches still wait. */
export async function billViews(rows: readonly BillRow[]): Promise<Bill[]> {
  const open = await openByBill(rows);
  return rows.map((row) => billView(row, open.get(row.id)));
}

async function openByBill(rows: readonly BillRow[]): Promise<Map<string, Partial<BillCounts>>> {
  const counted = new Map<string, Partial<BillCounts>>();
  if (rows.length === 0) return counted;
  const found = await db
    .select({ billId: moneyItems.billId, kind: moneyItems.kind, n: count() })
    .from(moneyItems)
    .where(
      and(
        inArray(
          moneyItems.billId,
          rows.map((row) => row.id),
        ),
        eq(moneyItems.state, "open"),
      ),
    )
    .groupBy(moneyItems.billId, moneyItems.kind);
  for (const { billId, kind, n } of found) {
    const of = counted.get(billId ?? "") ?? {};
    of[kind as keyof BillCounts] = Number(n);
    counted.set(billId ?? "", of);
  }
  return counted;
}
