import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { settings } from "#db/schema/index.ts";
import { db, openDatabase, transact } from "./client.ts";
import { dialect } from "./columns.ts";
import { type TestDatabase, testDatabase } from "./testing.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

/** Cuts every connection of the product to this test's database, as a restart of PostgreSQL does. */
async function cutAll(): Promise<number> {
  const client = new pg.Client({ connectionString: database.url, application_name: "cutter" });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'daozhang'",
    );
    return rowCount ?? 0;
  } finally {
    await client.end();
  }
}

const row = (key: string) => ({ key, value: key, version: 1, updatedAt: new Date() });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: { code?: string; cause?: { code?: string } }) => error.code ?? error.cause?.code,
  );

describe.runIf(dialect === "postgres")("connections to PostgreSQL that are cut", () => {
  test("between two writes of a transaction: it fails as lost, nothing of it stands, and the next one works", async () => {
    const cut = transact(async (tx) => {
      await tx.insert(settings).values(row("a"));
      expect(await cutAll()).toBeGreaterThan(0);
      // The driver hears of it in a turn of its own, when nobody is asking: that must not end the process.
      await sleep(100);
      await tx.insert(settings).values(row("b"));
    });
    expect(await codeOf(cut)).toBe("DATABASE_GONE");
    await transact((tx) =>
      tx
        .insert(settings)
        .values(row("c"))
        .then(() => undefined),
    );
    expect((await db.select().from(settings)).map(({ key }) => key)).toEqual(["c"]);
  });

  test("again and again under load: what was acknowledged is there, the rest was refused, and nobody waits for ever", async () => {
    let going = true;
    const done: string[] = [];
    const refused = new Set<string | undefined>();
    const writers = [0, 1, 2, 3].map(async (writer) => {
      for (let n = 0; going; n++) {
        const key = `${writer}-${n}`;
        const said = await codeOf(
          transact(
            (tx) =>
              tx
                .insert(settings)
                .values(row(key))
                .then(() => undefined),
            { serializeOn: `k${writer}` },
          ),
        );
        if (said === "done") done.push(key);
        else refused.add(said);
      }
    });
    for (let cut = 0; cut < 8; cut++) {
      await sleep(40);
      await cutAll();
    }
    going = false;
    await Promise.all(writers);
    expect([...refused].filter((code) => code !== "DATABASE_GONE")).toEqual([]);
    const there = new Set((await db.select().from(settings)).map(({ key }) => key));
    expect(done.filter((key) => !there.has(key))).toEqual([]);
    expect(done.length).toBeGreaterThan(0);
  });

  test("a server that is not there is told as lost", async () => {
    const gone = openDatabase("postgres://postgres:postgres@127.0.0.1:9/none");
    expect(await codeOf(gone.ping())).toBe("DATABASE_GONE");
    expect(await codeOf(gone.write(async () => undefined, {}))).toBe("DATABASE_GONE");
    await gone.close();
  });
});

test("a transaction that fails leaves the connection usable", async () => {
  await expect(transact(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await transact((tx) =>
    tx
      .insert(settings)
      .values(row("a"))
      .then(() => undefined),
  );
  expect(await db.$count(settings)).toBe(1);
});
