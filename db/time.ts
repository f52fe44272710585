import { type AnyColumn, type SQL, sql } from "drizzle-orm";
import { dialect } from "./columns.ts";

/** Arithmetic on `instant` columns, which the two databases spell differently. */

type Instant = AnyColumn | SQL;

const milliseconds = (column: Instant): SQL =>
  dialect === "postgres" ? sql`(extract(epoch from ${column}) * 1000)` : sql`${column}`;

/** How long it took from one instant to another, in whole milliseconds. Null when either is. */
export function millisecondsBetween(from: Instant, to: Instant): SQL<number> {
  const taken = sql<number>`(${milliseconds(to)} - ${milliseconds(from)})`;
  return dialect === "postgres" ? sql<number>`cast(${taken} as bigint)` : taken;
}

/**
 * The number of the day, counted from 1970-01-01, that an instant falls on where clocks are `offsetMs` ahead of UTC all year.
 */
export function dayNumber(column: Instant, offsetMs: number): SQL<number> {
  const offset = sql.raw(`${Math.trunc(offsetMs)}`);
  return dialect === "postgres"
    ? sql<number>`cast(floor((${milliseconds(column)} + ${offset}) / 86400000) as integer)`
    : sql<number>`((${column} + ${offset}) / 86400000)`;
}
