import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { dialect } from "./columns.ts";
import { migrateDatabase } from "./migrate.ts";

const onSqlite = test.runIf(dialect === "sqlite");

onSqlite("rows that a migration left without their parent are refused at every start", async () => {
  await withFile(async (url, change) => {
    await migrateDatabase(url);
    change("pragma user_version = 0");
    change(orphan);
    for (let start = 0; start < 2; start++)
      await expect(migrateDatabase(url)).rejects.toThrow(/1 rows without their parent/);
    change("delete from session");
    await migrateDatabase(url);
  });
});

onSqlite("a database that was looked through after its migrations is not looked through at each start", async () => {
  await withFile(async (url, change) => {
    await migrateDatabase(url);
    change(orphan);
    await migrateDatabase(url);
  });
});

const orphan =
  "insert into session (id, expires_at, token, created_at, updated_at, user_id) values ('s', 1, 't', 1, 1, 'nobody')";

async function withFile(body: (url: string, change: (sql: string) => void) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-migrate-"));
  const path = join(folder, "some.db");
  const change = (sql: string) => {
    const handle = new Database(path);
    handle.pragma("foreign_keys = OFF");
    handle.exec(sql);
    handle.close();
  };
  try {
    await body(`file:${path}`, change);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
