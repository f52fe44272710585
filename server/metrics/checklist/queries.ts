import { and, count, eq, exists, gt, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { diagnoses, diagnosisLog, orders, tickets } from "#db/schema/index.ts";
import { millisecondsBetween } from "#db/time.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { inSlice, type Period, type Slice, within } from "#server/tickets/index.ts";
import { accuracyOf, partsOf } from "./rules.ts";
import type { ChecklistAccuracy, ChecklistParts, RunEnd } from "./schemas.ts";

/** Who comes back within this time was not helped. */
export const RETURN_MS = 7 * DAY_MS;

const soonAfter = (from: SQL, to: Parameters<typeof millisecondsBetween>[1]): SQL =>
  sql`${millisecondsBetween(from, to)} between 1 and ${sql.raw(String(RETURN_MS))}`;

/** When the platform credited the order or closed it as done; our own top-ups are an agent's work and count for nothing here. */
const arrivedAt = sql`coalesce(${orders.creditedAt}, case when ${orders.status} = 'completed' then ${orders.statusAt} end)`;
/** The credit came after the checklist's word, to somebody who was told to wait or what to do. */
const byLedger = sql`(${diagnoses.owner} and ${diagnoses.outcomeKind} in ('self_fixed', 'wait') and ${soonAfter(sql`${diagnoses.createdAt}`, arrivedAt)})`;
export const fixedAt = sql<Date | null>`coalesce(${diagnoses.solvedAt}, case when ${byLedger} then ${arrivedAt} end)`;

/** A ticket or another run about the same order soon after the fix. */
function returned(reader: Db): SQL {
  const ticket = reader
    .select({ one: sql`1` })
    .from(tickets)
    .where(and(eq(tickets.orderNo, diagnoses.orderNo), soonAfter(fixedAt, tickets.openedAt)));
  const later = reader
    .select({ orderNo: diagnoses.orderNo, createdAt: diagnoses.createdAt })
    .from(diagnoses)
    .as("later");
  const run = reader
    .select({ one: sql`1` })
    .from(later)
    .where(
      and(
        eq(later.orderNo, diagnoses.orderNo),
        gt(later.createdAt, diagnoses.createdAt),
        soonAfter(fixedAt, later.createdAt),
      ),
    );
  return sql`(${or(exists(ticket), exists(run))})`;
}

/** What became of a run, as one word: the first that holds. */
export function endOf(reader: Db): SQL<RunEnd> {
  return sql<RunEnd>`case
    when ${diagnoses.ticketNumber} is not null then 'ticket'
    when ${diagnoses.outcomeKind} is null then 'open'
    when ${fixedAt} is null then 'unknown'
    when ${returned(reader)} then 'returned'
    when ${diagnoses.solvedAt} is not null then 'person'
    else 'ledger' end`;
}

const joined = and(eq(orders.orderNo, diagnoses.orderNo), eq(diagnoses.owner, true));

/** Runs started in a period; with a cause, only those that named it. */
export const startedIn = (period: Period, cause: string | undefined): SQL | undefined =>
  and(
    within(diagnoses.createdAt, period),
    cause === undefined
      ? undefined
      : cause === ""
        ? isNull(diagnoses.causeCode)
        : sql`${diagnoses.causeCode} = ${cause}`,
  );

/** Runs that came to a result, or to a ticket. */
export const concluded: SQL = sql`(${isNotNull(diagnoses.ticketNumber)} or ${isNotNull(diagnoses.outcomeKind)})`;

/** Runs started in the period, by what became of them, with the questions that they answered. */
export async function partsIn(reader: Db, period: Period, { cause }: Slice = {}): Promise<ChecklistParts> {
  const ended = reader
    .select({ id: diagnoses.id, end: sql<RunEnd>`${endOf(reader)}`.as("run_end") })
    .from(diagnoses)
    .leftJoin(orders, joined)
    .where(startedIn(period, cause))
    .as("ended");
  const rows = await reader.select({ end: ended.end, n: count() }).from(ended).groupBy(ended.end);
  const [asked] = await reader
    .select({ n: sql<number | string>`count(distinct ${diagnosisLog.diagnosisId} || ':' || ${diagnosisLog.seq})` })
    .from(diagnosisLog)
    .innerJoin(diagnoses, eq(diagnoses.id, diagnosisLog.diagnosisId))
    .where(and(startedIn(period, cause), concluded, eq(diagnosisLog.kind, "answered")));
  return partsOf(
    rows.map(({ end, n }) => ({ end, n: Number(n) })),
    Number(asked?.n ?? 0),
  );
}

/** Of the tickets resolved in the period: how often the checklist had named the cause that a person found in the end. */
export async function accuracyIn(reader: Db, period: Period, slice: Slice = {}): Promise<ChecklistAccuracy> {
  const right = sql<
    number | string
  >`coalesce(sum(case when ${diagnoses.causeCode} = ${tickets.finalCauseCode} then 1 else 0 end), 0)`;
  const [row] = await reader
    .select({ judged: count(), right })
    .from(tickets)
    .innerJoin(diagnoses, eq(diagnoses.id, tickets.diagnosisId))
    .where(
      and(
        within(tickets.resolvedAt, period),
        isNotNull(tickets.finalCauseCode),
        isNotNull(diagnoses.causeCode),
        inSlice(slice),
      ),
    );
  return accuracyOf(Number(row?.judged ?? 0), Number(row?.right ?? 0));
}

/** Runs with what became of them, for lists. The caller adds the conditions and the order. */
export const runsWithEnds = (reader: Db) => {
  const end = endOf(reader);
  return {
    end,
    query: reader
      .select({
        id: diagnoses.id,
        at: diagnoses.createdAt,
        orderNo: diagnoses.orderNo,
        owner: diagnoses.owner,
        causeCode: diagnoses.causeCode,
        outcome: diagnoses.outcomeKind,
        ticketNumber: diagnoses.ticketNumber,
        solvedAt: diagnoses.solvedAt,
        creditedAt: orders.creditedAt,
        statusAt: orders.statusAt,
        end,
        questions:
          sql<number>`(select count(*) from ${diagnosisLog} where ${diagnosisLog.diagnosisId} = ${diagnoses.id} and ${diagnosisLog.kind} = 'answered')`.mapWith(
            Number,
          ),
      })
      .from(diagnoses)
      .leftJoin(orders, joined),
  };
};
