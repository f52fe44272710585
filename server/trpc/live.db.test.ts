import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { connection, setConnection, transact } from "#db/client.ts";
import { dialect } from "#db/columns.ts";
import { type TestDatabase, testDatabase, withSecondConnection } from "#db/testing.ts";
import { systemClock } from "#server/core/clock.ts";
import { newId } from "#server/core/ids.ts";
import { emit } from "#server/jobs/outbox.ts";
import { type LiveBatch, liveChanges } from "./live.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const tell = (topic: string, subject: string) => transact((tx) => emit(tx, systemClock, { topic, subject }));
const subjects = (batch: LiveBatch | undefined) => batch?.changes.map((change) => change.subject);

async function next(stream: AsyncGenerator<LiveBatch>): Promise<LiveBatch> {
  const { value, done } = await stream.next();
  if (done) throw new Error("The stream ended");
  return value as LiveBatch;
}

/** Reads until every one of these subjects was heard. */
async function until(stream: AsyncGenerator<LiveBatch>, wanted: string[]): Promise<string[]> {
  const heard: string[] = [];
  while (!wanted.every((each) => heard.includes(each))) heard.push(...(subjects(await next(stream)) ?? []));
  return heard;
}

describe("live changes", () => {
  let ends: AbortController;
  beforeEach(() => {
    ends = new AbortController();
  });
  afterEach(async () => {
    ends.abort();
    await setTimeout(20);
  });

  test("says at once where it stands, then what is committed, and nothing that no console shows", async () => {
    const stream = liveChanges(undefined, ends.signal);
    expect((await next(stream)).changes).toEqual([]);
    await tell("inbox.told", "customer:C1");
    await tell("ticket.opened", "ticket:TK1");
    expect(await until(stream, ["ticket:TK1"])).not.toContain("customer:C1");
  });

  test("gives a reader with wishes of its own what it wants and nothing else", async () => {
    const stream = liveChanges(undefined, ends.signal, ({ subject }) => subject === "diagnosis:D1");
    await next(stream);
    await tell("ticket.opened", "ticket:TK1");
    await tell("diagnosis.changed", "diagnosis:D2");
    await tell("diagnosis.changed", "diagnosis:D1");
    expect(await until(stream, ["diagnosis:D1"])).toEqual(["diagnosis:D1"]);
  });

  test("resumes where it was, and asks for everything after a long absence", async () => {
    const first = liveChanges(undefined, ends.signal);
    await next(first);
    await tell("ticket.opened", "ticket:TK1");
    await until(first, ["ticket:TK1"]);
    const { cursor } = await (async () => {
      await tell("ticket.updated", "ticket:TK2");
      return next(first);
    })();
    await first.return(undefined);
    await tell("ticket.updated", "ticket:TK3");
    const again = liveChanges(cursor, ends.signal);
    await until(again, ["ticket:TK3"]);

    await transact(async (tx) => {
      for (let i = 0; i < 520; i++) await emit(tx, systemClock, { topic: "ticket.updated", subject: `ticket:${i}` });
    });
    expect((await next(liveChanges(cursor, ends.signal))).everything).toBe(true);
  });

  test("hears what another process commits", async () => {
    const stream = liveChanges(undefined, ends.signal);
    await next(stream);
    const own = connection();
    // Another process has listeners of its own: ours are not woken, and only looking finds its events.
    const bus = globalThis as typeof globalThis & { __daozhangBus?: Set<() => void> };
    const listeners = bus.__daozhangBus;
    bus.__daozhangBus = new Set();
    await withSecondConnection(database.url, async (second) => {
      setConnection(second);
      await tell("topup.requested", "topup:T1");
      setConnection(own);
    });
    bus.__daozhangBus = listeners ?? new Set();
    expect(await until(stream, ["topup:T1"])).toContain("topup:T1");
  });

  test("hears what took its time to commit, with an id from long before, and says so again to whoever was away meanwhile", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    try {
      const stream = liveChanges(undefined, ends.signal);
      await next(stream);
      let finish = () => {};
      const held = new Promise<void>((resolve) => {
        finish = resolve;
      });
      let begun = () => {};
      const inside = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const slow = transact(async (tx) => {
        await emit(tx, systemClock, { topic: "ticket.updated", subject: "ticket:slow" });
        begun();
        await held;
      });
      await inside;
      vi.setSystemTime(Date.now() + 20_000);
      // Whoever looked in between, and was cut off then.
      const cursor = await new Promise<string>((resolve) => {
        const other = liveChanges(undefined, ends.signal);
        void other.next().then(({ value }) => resolve((value as LiveBatch).cursor));
      });
      finish();
      await slow;
      expect(await until(stream, ["ticket:slow"])).toContain("ticket:slow");
      const again = liveChanges(cursor, ends.signal);
      expect(await until(again, ["ticket:slow"])).toContain("ticket:slow");
    } finally {
      vi.useRealTimers();
    }
  });

  test("asks for everything when what was missed is not kept any more", async () => {
    const old = newId(new Date(Date.now() - 30 * 86_400_000));
    await tell("ticket.opened", "ticket:TK1");
    expect((await next(liveChanges(old, ends.signal))).everything).toBe(true);
  });

  test.runIf(dialect === "postgres")("is woken by another process, without looking by the clock", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const stream = liveChanges(undefined, ends.signal);
      await next(stream);
      const own = connection();
      const bus = globalThis as typeof globalThis & { __daozhangBus?: Set<() => void> };
      const listeners = bus.__daozhangBus;
      bus.__daozhangBus = new Set();
      await withSecondConnection(database.url, async (second) => {
        setConnection(second);
        await tell("topup.requested", "topup:T2");
        setConnection(own);
        expect(await until(stream, ["topup:T2"])).toContain("topup:T2");
      });
      bus.__daozhangBus = listeners ?? new Set();
    } finally {
      vi.useRealTimers();
    }
  });

  test("ends when it is told to", async () => {
    const stream = liveChanges(undefined, ends.signal);
    await next(stream);
    const waiting = stream.next();
    ends.abort();
    expect((await waiting).done).toBe(true);
  });
});
