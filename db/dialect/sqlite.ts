import {
  check,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text as sqliteText,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";

/** The column vocabulary on SQLite. `db/columns.ts` says what each word means; `postgres.ts` exports the same names. */
export { check, index, primaryKey, sqliteTable as table, uniqueIndex };

export const text = (name: string) => sqliteText(name);
export const oneOf = <T extends string>(name: string, values: readonly [T, ...T[]]) =>
  sqliteText(name, { enum: values as [T, ...T[]] });
export const int = (name: string) => integer(name);
export const fen = (name: string) => integer(name);
export const bool = (name: string) => integer(name, { mode: "boolean" });
export const instant = (name: string) => integer(name, { mode: "timestamp_ms" });
export const json = <T>(name: string) => sqliteText(name, { mode: "json" }).$type<T>();
