import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { settings } from "#db/schema/index.ts";
import { unavailable } from "#server/core/unavailable.ts";
import { openDatabase } from "./client.ts";
import { dialect } from "./columns.ts";
import { type TestDatabase, testDatabase } from "./testing.ts";
import type { Connection, OpenOptions } from "./types.ts";

let database: TestDatabase;
let opened: Connection[] = [];
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  for (const one of opened) await one.close();
  opened = [];
  await database.drop();
});

function open(options?: OpenOptions): Connection {
  const connection = openDatabase(database.url, options);
  opened.push(connection);
  return connection;
}

const sleep = (seconds: number) => sql<string>`pg_sleep(${seconds})`;
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: unknown) => unavailable(error)?.code,
  );

describe.runIf(dialect === "postgres")("a statement that takes too long", () => {
  test("is stopped in a process that serves, for reads and for writes, and nothing of its transaction stands", async () => {
    const { reader, write } = open({ serving: true, boundMs: 200 });
    expect(await failureOf(reader.select({ a: sleep(20) }).from(sql`(select 1) as one`))).toBe("QUERY_TIMEOUT");
    const writing = write(async (tx) => {
      await tx.insert(settings).values({ key: "a", value: "a", version: 1, updatedAt: new Date() });
      await tx.select({ a: sleep(20) }).from(settings);
    }, {});
    expect(await failureOf(writing)).toBe("QUERY_TIMEOUT");
    expect(await reader.select().from(settings)).toEqual([]);
  });

  test("gives its connection, and the lock that it waited for, back", async () => {
    const held = open();
    const { write } = open({ serving: true, boundMs: 200 });
    let letGo: () => void = () => {};
    let holding: Promise<void> = Promise.resolve();
    await new Promise<void>((entered) => {
      const unit = () => {
        entered();
        return new Promise<void>((resolve) => {
          letGo = resolve;
        });
      };
      holding = held.write(unit, { serializeOn: "order:1" });
    });
    expect(await failureOf(write(async () => {}, { serializeOn: "order:1" }))).toBe("QUERY_TIMEOUT");
    letGo();
    await holding;
    expect(await failureOf(write(async () => {}, { serializeOn: "order:1" }))).toBe("done");
  });

  test("runs to its end for an operator's command", async () => {
    const { reader } = open();
    const [row] = await reader
      .select({ bound: sql<string>`current_setting('statement_timeout')` })
      .from(sql`(select 1) as one`);
    expect(row?.bound).toBe("0");
  });
});
