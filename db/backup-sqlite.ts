import Database from "better-sqlite3";
import type { DumpTable, Kind, Loading, Row, Snapshot } from "./backup.ts";
import { fromDriver, NotEmpty } from "./backup-rows.ts";
import { sqlitePath } from "./sqlite.ts";

const BUSY_TIMEOUT_MS = 10_000;

const columnsOf = (table: DumpTable) => table.columns.map(({ name }) => `"${name}"`).join(", ");

/**
 * A read transaction of its own handle: in WAL mode it sees the state of its first read to its end and stops no writer. The WAL
 * cannot be folded back meanwhile, so it grows by what is written during the dump. (SQLite's backup API would begin again at every
 * write of another process, and under load never end.)
 */
export async function snapshotOfSqlite<T>(url: string, read: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const handle = new Database(sqlitePath(url), { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    handle.exec("begin");
    // The first read, not BEGIN, is what holds the state.
    handle.prepare("select count(*) from sqlite_master").get();
    return await read({
      async *rows(table) {
        const all = handle.prepare(`select ${columnsOf(table)} from "${table.name}"`).iterate();
        for (const raw of all) yield fromDriver(table, raw as Row);
      },
    });
  } finally {
    handle.close();
  }
}

/** {@link restoreInto} on SQLite. Foreign keys are off while rows are put in and checked before the commit. */
export async function restoreIntoSqlite(
  url: string,
  tables: readonly DumpTable[],
  load: (into: Loading) => Promise<void>,
): Promise<void> {
  const handle = new Database(sqlitePath(url), { timeout: BUSY_TIMEOUT_MS });
  try {
    handle.pragma("synchronous = FULL");
    handle.pragma("foreign_keys = OFF");
    handle.exec("begin immediate");
    for (const { name } of tables)
      if (handle.prepare(`select 1 from "${name}" limit 1`).get()) throw new NotEmpty(name);
    const triggers = handle.prepare("select name, sql from sqlite_master where type = 'trigger'").all() as {
      name: string;
      sql: string;
    }[];
    for (const { name } of triggers) handle.exec(`drop trigger "${name}"`);
    await load({
      async add(table, rows) {
        const holes = table.columns.map(() => "?").join(", ");
        const insert = handle.prepare(`insert into "${table.name}" (${columnsOf(table)}) values (${holes})`);
        for (const row of rows) insert.run(table.columns.map(({ name, kind }) => toSqlite(kind, row[name] ?? null)));
      },
    });
    for (const { sql } of triggers) handle.exec(sql);
    const orphans = handle.pragma("foreign_key_check") as { table: string }[];
    if (orphans[0]) throw new Error(`${orphans.length} rows point to nothing, the first in ${orphans[0].table}.`);
    handle.exec("commit");
  } finally {
    // What was not committed goes with the handle.
    handle.close();
  }
}

function toSqlite(kind: Kind, value: unknown): unknown {
  if (value === null) return null;
  if (kind === "boolean") return value ? 1 : 0;
  if (kind === "date") return Date.parse(String(value));
  if (kind === "json") return JSON.stringify(value);
  return value;
}
