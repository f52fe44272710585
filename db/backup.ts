import { getTableColumns, getTableName, is, Table } from "drizzle-orm";
import { restoreIntoPostgres, snapshotOfPostgres } from "./backup-postgres.ts";
import { restoreIntoSqlite, snapshotOfSqlite } from "./backup-sqlite.ts";
import * as schema from "./schema/index.ts";

/** A row as both dialects would write it: names of columns, and values that JSON can carry (moments as RFC 3339). */
export type Row = Record<string, unknown>;
export type Kind = "string" | "number" | "boolean" | "date" | "json";
export type DumpTable = { name: string; columns: readonly { name: string; kind: Kind }[] };
/** Rows of one table in one state of the whole database. */
export type Snapshot = { rows(table: DumpTable): AsyncIterable<Row> };
/** Where rows are put; nothing of it stands before the whole restore ended well. */
export type Loading = { add(table: DumpTable, rows: readonly Row[]): Promise<void> };

/** Made from the rest, and made again after a restore: what is searched by. */
const DERIVED = new Set(["search_docs", "search_keys", "search_state"]);

/** Every table of the schema, by walking it: one that is added tomorrow is in tomorrow's backup. */
export function dumpTables(): DumpTable[] {
  const tables: DumpTable[] = [];
  for (const table of Object.values(schema) as unknown[]) {
    if (!is(table, Table)) continue;
    const columns = Object.values(getTableColumns(table)).map((column) => ({
      name: column.name,
      kind: column.dataType as Kind,
    }));
    if (!DERIVED.has(getTableName(table))) tables.push({ name: getTableName(table), columns });
  }
  return tables.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export { NotEmpty } from "./backup-rows.ts";

/** Runs `read` over one state of the database at `url`, while others go on writing to it. */
export function withSnapshot<T>(url: string, read: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  return url.startsWith("file:") ? snapshotOfSqlite(url, read) : snapshotOfPostgres(url, read);
}

/**
 * Fills the migrated, empty database at `url` in one transaction: all of it, or nothing. Guards that watch over single writes are
 * lifted inside it and stand again before it ends; every reference is checked.
 * @throws NotEmpty when a table has rows; Error when a reference leads nowhere
 */
export function restoreInto(url: string, load: (into: Loading) => Promise<void>): Promise<void> {
  const tables = dumpTables();
  return url.startsWith("file:") ? restoreIntoSqlite(url, tables, load) : restoreIntoPostgres(url, tables, load);
}
