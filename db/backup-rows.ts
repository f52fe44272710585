import type { DumpTable, Kind, Row } from "./backup.ts";

/** The database that was to be filled holds something already. */
export class NotEmpty extends Error {
  constructor(table: string) {
    super(`The database is not empty: there are rows in ${table}.`);
    this.name = "NotEmpty";
  }
}

/** A driver's row as a {@link Row}. */
export function fromDriver(table: DumpTable, raw: Row): Row {
  return Object.fromEntries(table.columns.map(({ name, kind }) => [name, plain(kind, raw[name])]));
}

function plain(kind: Kind, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (kind === "number") return Number(value);
  if (kind === "boolean") return value === true || value === 1;
  if (kind === "date") return new Date(value as number | string | Date).toISOString();
  if (kind === "json") return typeof value === "string" ? JSON.parse(value) : value;
  return value;
}
