import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connection, transact } from "#db/client.ts";
import { freshDatabase } from "#db/testing.ts";
import { systemClock } from "#server/core/clock.ts";
import { consume, emit, soonestMs } from "./outbox.ts";

freshDatabase({ beforeEach, afterEach });

/** Longer than consumers leave young events alone. */
const SETTLED_MS = 2_200;

test("an event whose transaction took long is not passed over by those that were faster", async (t) => {
  // SQLite has one writer: there nobody is faster.
  if (connection().dialect === "sqlite") return t.skip();
  const seen: string[] = [];
  const turn = () => consume("test", systemClock, async (_tx, event) => void seen.push(event.topic));
  const said = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const slow = transact(async (tx) => {
    await emit(tx, systemClock, { topic: "slow", subject: "x:1" });
    said.resolve();
    await end.promise;
  });
  await said.promise;
  await transact((tx) => emit(tx, systemClock, { topic: "fast", subject: "x:2" }));
  await sleep(SETTLED_MS);
  await turn();
  end.resolve();
  await slow;
  await sleep(SETTLED_MS);
  await turn();
  expect(seen).toEqual(["slow", "fast"]);
});

test("who asks for events soon gets each once, in order, a moment after its commit", async () => {
  const seen: string[] = [];
  const turn = () => consume("soon", systemClock, async (_tx, event) => void seen.push(event.topic), { soon: true });
  await transact((tx) => emit(tx, systemClock, { topic: "one", subject: "x:1" }));
  await transact((tx) => emit(tx, systemClock, { topic: "two", subject: "x:2" }));
  await sleep(soonestMs() + 20);
  await turn();
  expect(seen).toEqual(["one", "two"]);
  await transact((tx) => emit(tx, systemClock, { topic: "three", subject: "x:3" }));
  await sleep(soonestMs() + 20);
  await turn();
  await turn();
  expect(seen).toEqual(["one", "two", "three"]);
});
