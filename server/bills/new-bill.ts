import type { bills } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { NO_COUNTS } from "./read-bill.ts";
import type { BillSource } from "./schemas.ts";

export type NewBill = {
  channel: string;
  day: string;
  source: BillSource;
  requestedByName: string;
  at: Date;
  file?: { sha256: string; name: string; bytes: number };
};

/** The row of a bill that is to be read from its beginning, at once. */
export function newBill({ channel, day, source, requestedByName, at, file }: NewBill) {
  return {
    id: newId(),
    channel,
    day,
    source,
    requestedByName,
    fileSha256: file?.sha256 ?? null,
    fileName: file?.name ?? null,
    bytesTotal: file?.bytes ?? null,
    createdAt: at,
    run: 0,
    ...fromTheBeginning(at),
  } satisfies typeof bills.$inferInsert;
}

/** What a row is set to so that its bill is read from its beginning; nothing of an earlier reading is left. */
export function fromTheBeginning(at: Date) {
  return {
    state: "pending" as const,
    phase: "reading" as const,
    cursor: null,
    bytesRead: 0,
    linesRead: 0,
    compared: 0,
    matched: 0,
    mismatched: 0,
    counts: NO_COUNTS,
    raised: 0,
    waiting: 0,
    paidFen: 0,
    refundedFen: 0,
    ourPaidFen: 0,
    ourRefundedFen: 0,
    error: null,
    errorLine: null,
    errorDetail: null,
    attempts: 0,
    nextAttemptAt: at,
    leaseUntil: null,
    startedAt: null,
    finishedAt: null,
    linesForgottenAt: null,
  };
}
