import { and, desc, eq, gte, isNotNull, lt, or, type SQL } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { invalid } from "#server/core/errors.ts";

/** Resolved tickets of which it is known what the checklist said and what an agent found. */
export const labelled = (now: Date, days: number): SQL | undefined =>
  and(
    isNotNull(tickets.finalCauseCode),
    isNotNull(tickets.predictedCauseCode),
    gte(tickets.resolvedAt, new Date(now.getTime() - days * DAY_MS)),
  );

type Column = typeof tickets.resolvedAt | typeof tickets.openedAt;

/** What follows a cursor in a list that goes from the newest back. @throws DomainError 422 BAD_CURSOR */
export function after(column: Column, cursor: string | undefined): SQL | undefined {
  if (cursor === undefined) return undefined;
  const [ms = "", id] = cursor.split(".");
  if (!/^\d{1,15}$/.test(ms) || !id) {
    throw invalid("BAD_CURSOR", "This cursor is not one of ours.", {
      errors: [{ path: "cursor", message: "Unknown" }],
    });
  }
  const at = new Date(Number(ms));
  return or(lt(column, at), and(eq(column, at), lt(tickets.id, id)));
}

/** A page of rows that were read one further than it is long. */
export function pageOf<T extends { id: string }>(rows: readonly T[], limit: number, at: (row: T) => Date | null) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = rows.length > limit && last ? `${(at(last) ?? new Date(0)).getTime()}.${last.id}` : null;
  return { items, nextCursor };
}

/** The newest labelled tickets with their runs. */
export async function newestLabels(reader: Db, now: Date, input: { days: number; limit: number }) {
  return reader
    .select({
      diagnosisId: tickets.diagnosisId,
      openedAt: tickets.openedAt,
      final: tickets.finalCauseCode,
    })
    .from(tickets)
    .where(and(labelled(now, input.days), isNotNull(tickets.diagnosisId)))
    .orderBy(desc(tickets.resolvedAt), desc(tickets.id))
    .limit(input.limit);
}
