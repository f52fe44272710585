import { join } from "node:path";
import Database from "better-sqlite3";
import { drizzle as drizzleSqlite } from "drizzle-orm/better-sqlite3";
import { migrate as migrateSqlite } from "drizzle-orm/better-sqlite3/migrator";
import { drizzle as drizzlePostgres } from "drizzle-orm/node-postgres";
import { migrate as migratePostgres } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { sqlitePath } from "./sqlite.ts";

const LOCK_TIMEOUT_MS = 120_000;
const POSTGRES_LOCK = 7_265_001;
/** From where every command runs: this module itself may have been bundled elsewhere. */
const folder = (dialect: string) => join(process.cwd(), "db", "migrations", dialect);

/**
 * Brings the database at `url` to the newest schema, under a lock, so that processes that start together do it once.
 * @throws what the database says; on SQLite also when rows would be left without their parent
 */
export async function migrateDatabase(url: string): Promise<void> {
  if (url.startsWith("file:")) return onSqlite(sqlitePath(url));
  return onPostgres(url);
}

async function onSqlite(path: string): Promise<void> {
  const lock = new Database(`${path}.migrate`, { timeout: LOCK_TIMEOUT_MS });
  lock.exec("begin exclusive");
  const handle = new Database(path, { timeout: LOCK_TIMEOUT_MS });
  try {
    handle.pragma("journal_mode = WAL");
    // drizzle-kit rebuilds tables under this pragma, but it does nothing inside the migrator's transaction: a rebuild
    // would then delete the children of every row. So it is set here, before, and what it let pass is checked after.
    handle.pragma("foreign_keys = OFF");
    migrateSqlite(drizzleSqlite(handle), { migrationsFolder: folder("sqlite") });
    refuseOrphans(handle);
  } finally {
    handle.close();
    lock.exec("rollback");
    lock.close();
  }
}

/** Looks through all rows once after each migration, and at every start until none is found: on a large file that takes minutes. */
function refuseOrphans(handle: Database.Database): void {
  const applied = handle.prepare("select count(*) from __drizzle_migrations").pluck().get() as number;
  if (handle.pragma("user_version", { simple: true }) === applied) return;
  const orphans = handle.pragma("foreign_key_check") as unknown[];
  if (orphans.length > 0) throw new Error(`The migration left ${orphans.length} rows without their parent.`);
  handle.pragma(`user_version = ${applied}`);
}

async function onPostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [POSTGRES_LOCK]);
    await migratePostgres(drizzlePostgres(client), { migrationsFolder: folder("postgres") });
  } finally {
    await client.end();
  }
}
