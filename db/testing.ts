import { createHash, randomUUID } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import pg from "pg";
import { type Connection, connection, openDatabase, setConnection } from "./client.ts";
import { dialect } from "./columns.ts";
import { quickFolder } from "./embedded/quick-folder.ts";
import { migrateDatabase } from "./migrate.ts";

/** For tests: the URL that vitest's PostgreSQL project runs on; the database in it is the migrated template. */
const serverUrl = () => process.env.DATABASE_URL ?? "";

export type TestDatabase = { url: string; connection: Connection; drop(): Promise<void> };

/**
 * Opens a migrated database that nobody else uses and makes it the process's own. Call it in `beforeEach`, and `drop()`
 * in `afterEach`. Takes milliseconds: it copies a template that is migrated once.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const made = dialect === "postgres" ? await postgresCopy() : await sqliteCopy();
  setConnection(made.connection);
  return made;
}

/** {@link testDatabase} around every test of a file. */
export function freshDatabase(hooks: {
  beforeEach(fn: () => Promise<void>): void;
  afterEach(fn: () => Promise<void>): void;
}): void {
  let database: TestDatabase | undefined;
  hooks.beforeEach(async () => {
    database = await testDatabase();
  });
  hooks.afterEach(async () => {
    await database?.drop();
    database = undefined;
  });
}

/** Runs `body` with a second connection to the same database, as another process would have. */
export async function withSecondConnection<T>(url: string, body: (second: Connection) => Promise<T>): Promise<T> {
  const first = connection();
  const second = openDatabase(url);
  try {
    return await body(second);
  } finally {
    setConnection(first);
    await second.close();
  }
}

/** Runs raw SQL on a test's database the way an intruder with the file would: past the application and its triggers. */
export async function tamper(database: TestDatabase, statement: string): Promise<void> {
  if (dialect === "sqlite") {
    const handle = new Database(database.url.replace(/^file:/, ""));
    handle.pragma("foreign_keys = off");
    for (const { name } of handle.prepare("select name from sqlite_master where type = 'trigger'").all() as {
      name: string;
    }[]) {
      handle.exec(`drop trigger "${name}"`);
    }
    handle.exec(statement);
    handle.close();
    return;
  }
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query("set session_replication_role = replica");
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/**
 * Runs `body` and says how SQLite answers each of its queries, without statistics, as on a young database.
 * @returns one line of plan a table or index; nothing on PostgreSQL, whose plans depend on statistics
 */
export async function plansOf(database: TestDatabase, body: () => Promise<unknown>): Promise<string[]> {
  if (dialect === "postgres") {
    await body();
    return [];
  }
  const queries = new Set<string>();
  const { prepare } = Database.prototype;
  Database.prototype.prepare = function (this: Database.Database, source: string) {
    if (/^\s*select/i.test(source)) queries.add(source);
    return prepare.call(this, source);
  } as typeof prepare;
  try {
    // A connection of its own: one that is open keeps the statements it compiled before.
    await withSecondConnection(database.url, async (second) => {
      setConnection(second);
      await body();
    });
  } finally {
    Database.prototype.prepare = prepare;
  }
  const handle = new Database(database.url.replace(/^file:/, ""), { readonly: true });
  try {
    return [...queries].flatMap((query) => {
      const holes = Array.from(query.matchAll(/\?/g), () => null);
      const rows = handle.prepare(`explain query plan ${query}`).all(...holes) as { detail: string }[];
      return rows.map((row) => row.detail);
    });
  } finally {
    handle.close();
  }
}

async function sqliteCopy(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(quickFolder(), "daozhang-test-"));
  const path = join(folder, "test.db");
  copyFileSync(await sqliteTemplate(), path);
  const url = `file:${path}`;
  const opened = openDatabase(url);
  return {
    url,
    connection: opened,
    async drop() {
      setConnection(undefined);
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Made once for each state of the migrations and kept: a test process is often killed before it could tidy up. */
async function sqliteTemplate(): Promise<string> {
  const path = join(quickFolder(), `daozhang-template-${migrationsHash()}.db`);
  if (!existsSync(path)) {
    const folder = mkdtempSync(join(quickFolder(), "daozhang-making-"));
    const making = join(folder, "template.db");
    await migrateDatabase(`file:${making}`);
    // Processes that make it at the same time make the same; whose rename comes last does not matter.
    renameSync(making, path);
    rmSync(folder, { recursive: true, force: true });
  }
  return path;
}

function migrationsHash(): string {
  const folder = fileURLToPath(new URL("./migrations/sqlite", import.meta.url));
  const hash = createHash("sha256");
  for (const file of readdirSync(folder).sort()) {
    if (file.endsWith(".sql")) hash.update(file).update(readFileSync(join(folder, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

async function postgresCopy(): Promise<TestDatabase> {
  const name = `t_${randomUUID().replaceAll("-", "")}`;
  // Its files are copied: to write every page into the log, as PostgreSQL would, takes four times as long to make and to drop.
  await onServer(`create database ${name} template daozhang_template strategy file_copy`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  const opened = openDatabase(url.href);
  return {
    url: url.href,
    connection: opened,
    async drop() {
      setConnection(undefined);
      await opened.close();
      await onServer(`drop database ${name} with (force)`);
    },
  };
}

let server: pg.Pool | undefined;

/** By one connection for all tests of a process: to make one takes as long as a third of a copy. It keeps no process alive. */
async function onServer(statement: string): Promise<void> {
  server ??= new pg.Pool({ connectionString: serverUrl(), max: 1, allowExitOnIdle: true }).on("error", () => {});
  await server.query(statement);
}

/** Tables that grow with the past. The others hold the shop's set-up, its people or what is done in a moment. */
const GROWING =
  /^(tickets|ratings|callback_requests|staff_notices|incident_events|webhook_deliveries|ticket_messages|ticket_events|sla_targets|attachments|orders|payments|callbacks|fulfilments|credits|inbound_events|audit_log|outbox|evidence_\w+|search_\w+|ledger_\w+|topups|refunds|commands|command_attempts|inbox_messages|notice_deliveries|metric_cells|desk_deltas|gateway_\w+|bulk_rows|diagnoses|diagnosis_log|customers)$/;
/** Walked in their own order for as long as a page takes: of open tickets alone, or of all by time or sum. */
const WALKED = /^(tickets_open_\w+|tickets_(?:opened|updated|amount)|sqlite_autoindex_notice_deliveries_1)$/;

/** What in a plan takes longer the more there was. */
export function unbounded(plans: readonly string[]): string[] {
  return plans.filter((plan) => {
    const [, table = "", index] = /^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?/.exec(plan) ?? [];
    if (!GROWING.test(table) || plan.includes("VIRTUAL TABLE INDEX")) return false;
    return index === undefined || !WALKED.test(index);
  });
}

/** How many queries `work` asks of the reader, on either database: what must not grow with what there is to read. */
export async function countSelects(work: () => Promise<unknown>): Promise<number> {
  const original = connection();
  let selects = 0;
  const reader = new Proxy(original.reader, {
    get(target, property) {
      if (property === "select") selects++;
      const value = Reflect.get(target, property) as unknown;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  setConnection({ ...original, reader });
  try {
    await work();
  } finally {
    setConnection(original);
  }
  return selects;
}
