import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { channelSamples, commands, orders, outbox, outboxCursors, routeMinutes, slaTargets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import { newId } from "#server/core/ids.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { freshStorage, open, run } from "#server/tickets/testing.ts";
import { take } from "./measures.ts";
import { sameTrouble, ticketRow } from "./testing.ts";

/** Each measure over rows that are few enough to be counted by hand. */

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const NOW = new Date(Date.UTC(2026, 10, 1, 4));
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * MINUTE_MS);
const asked = (minutes: number) => ({ now: NOW, windowMs: minutes * MINUTE_MS });

test("queue lag: the age of the first event that a consumer has not read, for each of them", async () => {
  const ids = [ago(30), ago(12), ago(7), ago(1)].map((at) => ({ at, id: newId(at) }));
  const [first, second, , last] = ids;
  await transact(async (tx) => {
    await tx.delete(outboxCursors);
    await tx.delete(outbox);
    const row = ({ id, at }: (typeof ids)[number]) => ({ id, topic: "t", subject: "s:1", payload: {}, createdAt: at });
    await tx.insert(outbox).values(ids.map(row));
    const at = { updatedAt: NOW };
    await tx.insert(outboxCursors).values([
      { consumer: "done", lastId: last?.id ?? "", ...at },
      { consumer: "behind", lastId: first?.id ?? "", ...at },
      { consumer: "nearly", lastId: second?.id ?? "", ...at },
      { consumer: "never", lastId: "", ...at },
    ]);
  });
  const lags = Object.fromEntries((await take.queue_lag(asked(5))).map(({ key, value }) => [key, value / MINUTE_MS]));
  expect(lags).toEqual({ done: 0, behind: 12, nearly: 7, never: 30 });
});

test("commands of which nobody knows what became: those, whenever they were sent, and no others", async () => {
  const states = ["unknown", "unknown", "unknown", "succeeded", "failed", "queued"] as const;
  await transact((tx) =>
    tx.insert(commands).values(
      states.map((state, i) => ({
        ...{ id: newId(), kind: "credit" as const, orderNo: `O${i}`, subjectId: `T${i}`, amountFen: 100, body: "{}" },
        ...{ state, attempts: 1, tries: 1, createdAt: ago(i * 600) },
      })),
    ),
  );
  expect(await take.commands_unknown(asked(5))).toEqual([{ key: "", value: 3 }]);
});

test("service levels missed: due in the window and broken, decided or not; not those that stood still by then", async () => {
  const [number = ""] = await sameTrouble(1, ago(300).toISOString());
  const { id: ticketId } = await ticketRow(number);
  let n = 0;
  const target = (dueMinutesAgo: number, more: Partial<typeof slaTargets.$inferInsert>) => ({
    ...{ id: newId(), ticketId, metric: "resolution" as const, policyVersion: "1", calendarVersion: "1" },
    ...{ startedAt: ago(400 + n++), dueAt: ago(dueMinutesAgo), ...more },
  });
  await transact(async (tx) => {
    await tx.delete(slaTargets).where(eq(slaTargets.ticketId, ticketId));
    await tx.insert(slaTargets).values([
      target(10, { outcome: "breached", decidedAt: ago(5) }), // counts
      target(59, { outcome: "breached", decidedAt: ago(1) }), // counts
      target(20, {}), // open and past due: counts
      target(30, { pausedAt: ago(10) }), // was late before it stood still: counts
      target(40, { pausedAt: ago(50) }), // stood still before it was due
      target(61, { outcome: "breached", decidedAt: ago(5) }), // due before the window
      target(15, { outcome: "met", decidedAt: ago(16) }),
      target(-5, {}), // not due yet
    ]);
  });
  expect(await take.sla_breaches(asked(60))).toEqual([{ key: "", value: 4 }]);
});

test("the oldest paid order without its credit: not the credited, the refunded, the completed, nor one that has a ticket", async () => {
  for (const [name, minutes] of [
    ...(["O1", "O2", "O3", "O4"] as const).map((name) => [name, 230] as const),
    ["O5", 200],
    ["O6", 45],
  ] as const) {
    await send(paidWithoutCallback(name, (ago(minutes).getTime() - Date.UTC(2026, 10, 1)) / 1_000));
  }
  await transact(async (tx) => {
    const change = (orderNo: string, set: Partial<typeof orders.$inferInsert>) =>
      tx.update(orders).set(set).where(eq(orders.orderNo, orderNo));
    await change("O1", { creditedAt: ago(80) });
    await change("O2", { refundedFen: 20_000 });
    await change("O3", { status: "completed" });
  });
  await open(await run("O4", "C1001"), {}, ago(220).toISOString());
  const oldest = async () => (await take.order_age(asked(60)))[0]?.value;
  // Paid twenty seconds after it was ordered. It is older than any window, and nobody saw to it yet.
  expect(await oldest()).toBe(200 * MINUTE_MS - 20_000);
  await transact((tx) => tx.update(orders).set({ creditedAt: NOW }).where(eq(orders.orderNo, "O5")));
  expect(await oldest()).toBe(45 * MINUTE_MS - 20_000);
});

test("callback lag: the middle one of each channel, of those that say how long they took, in the window", async () => {
  const call = (channel: string, minutes: number, tookMs: number | null, kind: "callback" | "call" = "callback") => ({
    ...{ id: newId(), channel, kind, ok: true, tookMs, at: ago(minutes) },
  });
  await transact((tx) =>
    tx
      .insert(channelSamples)
      .values([
        ...[9_000, 1_000, 3_000].map((ms) => call("alipay", 1, ms)),
        ...[4_000, 2_000].map((ms) => call("wechatpay", 2, ms)),
        ...[call("alipay", 1, null), call("alipay", 16, 60_000), call("alipay", 1, 70_000, "call")],
      ]),
  );
  const lags = Object.fromEntries((await take.callback_lag(asked(15))).map(({ key, value }) => [key, value]));
  expect(lags).toEqual({ alipay: 3_000, wechatpay: 2_000 });
});

test("failures of a channel in a thousand, over the window, from twenty payments on", async () => {
  const pay = (channel: string, n: number, ok: boolean, minutes = 1) =>
    Array.from({ length: n }, () => ({
      id: newId(),
      channel,
      kind: "payment" as const,
      ok,
      tookMs: null,
      at: ago(minutes),
    }));
  await transact((tx) =>
    tx
      .insert(channelSamples)
      .values([
        ...pay("alipay", 14, true),
        ...pay("alipay", 7, false),
        ...pay("alipay", 50, false, 16),
        ...pay("few", 19, false),
      ]),
  );
  // 7 of 21
  expect(await take.channel_failures(asked(15))).toEqual([{ key: "alipay", value: 333 }]);
});

test("errors of an address in a thousand, over the minutes of all processes in the window", async () => {
  const minute = (minutes: number, processId: string, n: number, errors: number) => ({
    ...{ route: "GET /x", processId, minute: ago(minutes), n, errors, buckets: {} },
  });
  await transact((tx) =>
    tx
      .insert(routeMinutes)
      .values([minute(1, "a", 30, 1), minute(1, "b", 10, 2), minute(2, "a", 10, 0), minute(9, "a", 50, 50)]),
  );
  // 3 of 50
  expect(await take.route_errors(asked(5))).toEqual([{ key: "GET /x", value: 60 }]);
  expect(await db.select().from(routeMinutes)).toHaveLength(4);
});
