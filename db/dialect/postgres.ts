import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text as pgText,
  primaryKey,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";

/** The column vocabulary on PostgreSQL. `db/columns.ts` says what each word means; `sqlite.ts` exports the same names. */
export { check, index, pgTable as table, primaryKey, uniqueIndex };

export const text = (name: string) => pgText(name);
export const oneOf = <T extends string>(name: string, values: readonly [T, ...T[]]) =>
  pgText(name, { enum: values as [T, ...T[]] });
export const int = (name: string) => integer(name);
export const fen = (name: string) => bigint(name, { mode: "number" });
export const bool = (name: string) => boolean(name);
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });
export const json = <T>(name: string) => jsonb(name).$type<T>();
