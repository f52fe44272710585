import Database from "better-sqlite3";
import { type Column, getTableColumns, getTableName, is, SQL } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { storedGrams } from "./search.ts";
import { sqlitePath } from "./sqlite.ts";

/**
 * For benches: fills a migrated SQLite file as fast as the driver can, with nothing kept for a crash. Indexes and triggers are taken away before
 * and made again at the end; a run that is cut off leaves a file to throw away.
 */
export type BulkFile = {
  /** One row; columns that are not given have their defaults. */
  put<T extends PgTable>(table: T, row: T["$inferInsert"]): void;
  /** One document into the index of words. */
  putGrams(doc: number, grams: readonly string[]): void;
  /** Ends one transaction and begins the next. */
  turn(): void;
  /** Takes all rows of these tables over from another file, which must be closed. */
  takeFrom(url: string, tables: readonly PgTable[]): void;
  /** Makes indexes and triggers again, and leaves the file as a server wants it. */
  finish(told: (what: string) => void): void;
  /** Leaves it without them, for another file to take from. */
  close(): void;
};

type Putting = { statement: Database.Statement; columns: [string, Column, unknown][] };

const BULK_PRAGMAS = [
  ...["journal_mode = MEMORY", "synchronous = OFF", "locking_mode = EXCLUSIVE", "foreign_keys = OFF"],
  ...["cache_size = -524288", "temp_store = MEMORY", "mmap_size = 0", "page_size = 4096"],
];

export function openBulkFile(url: string): BulkFile {
  const handle = new Database(sqlitePath(url));
  for (const pragma of BULK_PRAGMAS) handle.pragma(pragma);
  const kept = handle
    .prepare(
      "select type, name, sql from sqlite_master where sql is not null and (type = 'trigger' or (type = 'index' and tbl_name not like 'search_index%'))",
    )
    .all() as { type: string; name: string; sql: string }[];
  for (const { type, name } of kept) handle.exec(`drop ${type} "${name}"`);
  handle.exec("insert into search_index (search_index, rank) values ('automerge', 8)");
  const statements = new Map<PgTable, Putting>();
  const grams = handle.prepare("insert into search_index (rowid, grams) values (?, ?)");
  handle.exec("begin");
  return {
    put(table, row) {
      let putting = statements.get(table);
      if (!putting) {
        putting = prepared(handle, table);
        statements.set(table, putting);
      }
      putting.statement.run(putting.columns.map(([name, column, whole]) => cell(column, row[name as never], whole)));
    },
    putGrams(doc, pieces) {
      grams.run(doc, storedGrams(doc, pieces));
    },
    turn() {
      handle.exec("commit");
      handle.exec("begin");
    },
    takeFrom(other, tables) {
      handle.exec("commit");
      handle.prepare("attach ? as other").run(sqlitePath(other));
      for (const name of tables.map(getTableName))
        handle.exec(`insert into main."${name}" select * from other."${name}" order by rowid`);
      handle.exec("detach other");
      handle.exec("begin");
    },
    close() {
      handle.exec("commit");
      handle.close();
    },
    finish(told) {
      handle.exec("commit");
      for (const { name, sql } of kept) {
        told(name);
        handle.exec(sql);
      }
      handle.exec("insert into search_index (search_index, rank) values ('automerge', 0)");
      handle.pragma("locking_mode = NORMAL");
      handle.pragma("journal_mode = WAL");
      handle.close();
    },
  };
}

function prepared(handle: Database.Database, table: PgTable): Putting {
  const columns = Object.entries(getTableColumns(table)).map(([name, column]): [string, Column, unknown] => [
    name,
    column as Column,
    column.default === undefined || is(column.default, SQL) ? null : column.default,
  ]);
  const names = columns.map(([, column]) => `"${column.name}"`).join(", ");
  const holes = columns.map(() => "?").join(", ");
  return { columns, statement: handle.prepare(`insert into "${getTableName(table)}" (${names}) values (${holes})`) };
}

function cell(column: Column, given: unknown, whole: unknown): unknown {
  const value = given === undefined ? whole : given;
  return value === null ? null : column.mapToDriverValue(value);
}

type Made = { type: string; name: string; sql: string };

/**
 * For benches: brings a filled file to the schema of a fresh one, whatever migrations either came by: what has to be made or to go are
 * indexes, triggers, new tables and new columns that have a default.
 * @param model a database that was just migrated
 * @throws Error when a table lost or changed a column: such a file is to be made anew
 */
export function bringToSchema(url: string, model: string, told: (what: string) => void): void {
  const handle = new Database(sqlitePath(url));
  try {
    handle.pragma("foreign_keys = OFF");
    handle.prepare("attach ? as model").run(sqlitePath(model));
    const made = (of: string) =>
      handle.prepare(`select type, name, sql from ${of}.sqlite_master where sql is not null`).all() as Made[];
    const [have, want] = [made("main"), made("model")];
    const differs = (those: Made[]) => (one: Made) =>
      one.type !== "table" && !those.some((other) => other.name === one.name && other.sql === one.sql);
    for (const { type, name } of have.filter(differs(want))) handle.exec(`drop ${type} main."${name}"`);
    const names = new Set(have.filter(({ type }) => type === "table").map(({ name }) => name));
    for (const { name, sql } of want.filter(({ type }) => type === "table")) {
      if (names.has(name)) addColumns(handle, name);
      else handle.exec(sql);
    }
    for (const { name, sql } of want.filter(differs(have))) {
      told(name);
      handle.exec(sql);
    }
    handle.exec(
      "delete from main.__drizzle_migrations; insert into main.__drizzle_migrations select * from model.__drizzle_migrations",
    );
    handle.pragma(`main.user_version = ${handle.pragma("model.user_version", { simple: true })}`);
    handle.exec("detach model");
    handle.pragma("wal_checkpoint(TRUNCATE)");
  } finally {
    handle.close();
  }
}

function addColumns(handle: Database.Database, table: string): void {
  type Info = { name: string; type: string; notnull: number; dflt_value: string | null };
  const columns = (of: string) => handle.prepare(`pragma ${of}.table_info("${table}")`).all() as Info[];
  const [have, want] = [columns("main"), columns("model")];
  for (const one of have) {
    const same = want.find(({ name }) => name === one.name);
    if (same?.type !== one.type || same.notnull !== one.notnull)
      throw new Error(`${table}.${one.name} is not what it was: --fresh`);
  }
  for (const { name, type, notnull, dflt_value: whole } of want.filter(
    (each) => !have.some((one) => one.name === each.name),
  )) {
    const must = `${notnull ? " not null" : ""}${whole === null ? "" : ` default ${whole}`}`;
    handle.exec(`alter table main."${table}" add column "${name}" ${type}${must}`);
  }
}

/** For benches: what one statement answers on a file, past the product. */
export function askFile<T>(url: string, statement: string): T[] {
  const handle = new Database(sqlitePath(url), { readonly: true });
  try {
    return handle.prepare(statement).all() as T[];
  } finally {
    handle.close();
  }
}

/** For benches: runs statements on a file, past the product. */
export function changeFile(url: string, statements: string): void {
  const handle = new Database(sqlitePath(url));
  try {
    handle.exec(`begin; ${statements} commit;`);
  } finally {
    handle.close();
  }
}
