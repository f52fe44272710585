import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { transact } from "#db/client.ts";
import { freshDatabase } from "#db/testing.ts";
import { systemClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { emit } from "#server/jobs/outbox.ts";
import { createCallerFactory } from "./init.ts";
import { appRouter } from "./router.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const staff: Ctx = {
  actor: { kind: "staff", id: "s1", name: "S", role: "agent", freshUntil: null },
  clock: systemClock,
};

/** A console's stream, past its first batch. */
async function opened(refresh: () => Promise<Ctx | null>) {
  const caller = createCallerFactory(appRouter)({ staff, refresh });
  const stream = (await caller.live.desk())[Symbol.asyncIterator]();
  await stream.next();
  return stream;
}

test("a stream to which nothing is said ends soon after its session", async () => {
  let session: Ctx | null = staff;
  const stream = await opened(async () => session);
  const next = stream.next();
  const over = expect(next).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  await vi.advanceTimersByTimeAsync(20_000);
  session = null;
  await vi.advanceTimersByTimeAsync(6_000);
  await over;
});

test("a database that does not answer for a while ends none", async () => {
  let fails = true;
  const stream = await opened(async () => {
    if (fails) throw new Error("connection terminated");
    return staff;
  });
  const next = stream.next();
  await vi.advanceTimersByTimeAsync(20_000);
  fails = false;
  await vi.advanceTimersByTimeAsync(20_000);
  await transact((tx) => emit(tx, systemClock, { topic: "ticket.opened", subject: "ticket:TK1" }));
  await vi.advanceTimersByTimeAsync(2_000);
  const { value } = await next;
  expect(JSON.stringify(value)).toContain("ticket:TK1");
  await stream.return?.(undefined);
});

test("nothing more is said to a session that has ended", async () => {
  let session: Ctx | null = staff;
  const stream = await opened(async () => session);
  session = null;
  vi.setSystemTime(Date.now() + 1_500);
  await transact((tx) => emit(tx, systemClock, { topic: "ticket.opened", subject: "ticket:TK1" }));
  await expect(stream.next()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});
