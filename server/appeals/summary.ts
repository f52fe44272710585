import type { Db } from "#db/client.ts";
import { clockView } from "./clock-view.ts";
import { resultOf } from "./follow-state.ts";
import { missingOf, needsOf } from "./rules.ts";
import type { AppealSummary } from "./schemas.ts";
import type { AppealRow, ClockRow, EvidenceRow } from "./store.ts";

/**
 * An appeal as lists show it.
 * @param given what was given for it
 */
export async function summaryOf(
  reader: Db,
  row: AppealRow,
  clock: ClockRow | undefined,
  waitingForCustomer: boolean,
  given: readonly EvidenceRow[],
  now: Date,
): Promise<AppealSummary> {
  const { id, state, scope, orderNo, customerId, ticketNumber, families, amountFen, paidFen, round, decided } = row;
  const needs = needsOf(families, row.asked).filter((need) => need.required);
  const missing = missingOf(needs, given, row.asked, row.askedAt);
  return {
    ...{ id, state, scope, orderNo, customerId, ticketNumber, families, amountFen, paidFen, round, decided },
    waitingForCustomer,
    evidence: { needed: needs.length, given: needs.length - missing.length },
    reviewer: row.reviewerId === null ? null : { id: row.reviewerId, name: row.reviewerName ?? row.reviewerId },
    openedAt: row.openedAt.toISOString(),
    clock: clockView(clock, now),
    follow: {
      kind: row.followKind,
      state: row.followState,
      ids: row.followIds,
      result: await resultOf(reader, row),
      codes: row.followCodes,
    },
  };
}
