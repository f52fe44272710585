import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { type SQL, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openSqlite } from "./sqlite.ts";

test("what was deleted does not stand in SQLite's file any more", async () => {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-erased-"));
  try {
    const path = join(folder, "a.db");
    const connection = openSqlite(`file:${path}`);
    const run = (what: SQL) =>
      connection.write(async (tx) => (tx as unknown as { run(what: SQL): unknown }).run(what), {});
    await run(sql`create table people (id integer primary key, said text)`);
    for (let id = 0; id < 50; id++) await run(sql`insert into people values (${id}, ${`canary ${"x".repeat(300)}`})`);
    const look = new Database(path);
    look.pragma("wal_checkpoint(TRUNCATE)");
    look.close();
    expect(readFileSync(path).includes("canary")).toBe(true);
    await run(sql`delete from people`);
    await connection.close();
    expect(readFileSync(path).includes("canary")).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("what nothing waited for stands on the disk once it is closed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-unsafe-"));
  try {
    const path = join(folder, "a.db");
    const connection = openSqlite(`file:${path}`, { unsafeUntilClosed: true });
    const run = (what: SQL) =>
      connection.write(async (tx) => (tx as unknown as { run(what: SQL): unknown }).run(what), {});
    await run(sql`create table people (id integer primary key, said text)`);
    for (let id = 0; id < 50; id++) await run(sql`insert into people values (${id}, 'canary')`);
    await connection.close();
    // The file alone, without what SQLite keeps beside it.
    copyFileSync(path, `${path}-copy`);
    const copy = new Database(`${path}-copy`, { readonly: true });
    expect(copy.prepare("select count(*) n from people").get()).toEqual({ n: 50 });
    copy.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
