import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { transact } from "#db/client.ts";
import { freshDatabase } from "#db/testing.ts";
import { HOUR_MS, MINUTE_MS, systemClock } from "#server/core/clock.ts";
import { seedIds } from "#server/core/ids.ts";
import { consume, emit, newestId } from "./outbox.ts";
import { runJob } from "./run.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const say = (subject: string) => transact((tx) => emit(tx, systemClock, { topic: "t", subject }));
/** What the consumer is given a while later. */
async function heard(): Promise<string[]> {
  vi.advanceTimersByTime(10_000);
  const subjects: string[] = [];
  await consume("c", systemClock, async (_tx, { subject }) => void subjects.push(subject));
  return subjects;
}

test("events go on being heard, once each, when the clock jumps ahead and is set back by an hour", async () => {
  const start = Date.now();
  await say("a");
  expect(await heard()).toEqual(["a"]);
  vi.setSystemTime(start + HOUR_MS);
  await say("b");
  expect(await heard()).toEqual(["b"]);
  vi.setSystemTime(start);
  await say("c");
  expect(await heard()).toEqual(["c"]);
});

test("a process that starts with a clock set back gives its events ids above those that consumers saw", async () => {
  expect(await newestId()).toBeUndefined();
  await say("a");
  await heard();
  const newest = (await newestId()) ?? "";
  expect(newest > "0").toBe(true);
  // As another process would stand there, whose ids come of a clock an hour behind.
  vi.setSystemTime(Date.now() - HOUR_MS);
  expect(seedIds(newest)).toBeGreaterThan(HOUR_MS - MINUTE_MS);
  await say("b");
  expect(await heard()).toEqual(["b"]);
});

test("a lease that a clock an hour ahead left behind holds no job for that hour", async () => {
  const now = new Date("2026-11-23T00:00:00Z");
  const ahead = { now: () => new Date(now.getTime() + HOUR_MS) };
  const job = { name: "t", everyMs: MINUTE_MS, run: async () => undefined };
  let killed = () => {};
  // It never ends: as if its process had been killed.
  const dead = new Promise<void>((resolve) => {
    killed = resolve;
  });
  const started = Promise.withResolvers<void>();
  const hangs = async () => {
    started.resolve();
    await dead;
  };
  const running = runJob({ ...job, run: hangs }, "dead", ahead);
  await started.promise;
  expect(await runJob(job, "b", ahead)).toBe("held");
  expect(await runJob(job, "b", { now: () => now })).toBe("ran");
  killed();
  await running;
});
