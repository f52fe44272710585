import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connection, db, setConnection } from "#db/client.ts";
import { auditLog, channelHistory, channelSamples, outbox } from "#db/schema/index.ts";
import { countSelects, plansOf, type TestDatabase, testDatabase } from "#db/testing.ts";
import { DAY_MS, fixedClock, HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { event, send } from "#server/orders/testing.ts";
import { channelHistoryOf } from "./history.ts";
import { lookAtChannels } from "./look.ts";
import { measure } from "./measure.ts";
import { managedChannels, publicChannels } from "./public-channels.ts";
import { LOOK_MS } from "./rules.ts";
import { addSample, flushSamples } from "./samples.ts";
import { saveChannel } from "./save-channel.ts";
import { attempts, epayInput } from "./testing.ts";

// Needs a process of its own: samples wait in the process, which other files leave some in.
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const START = Date.UTC(2026, 10, 24, 8);
const at = (ms: number) => new Date(START + ms);
const ctxAt = (ms: number) => systemContext("test", fixedClock(at(ms)));
const up = (channel: string, more: object = {}) =>
  send([event("topup.channel.updated", at(-HOUR_MS).toISOString(), { channel, status: "up", ...more })], at(-HOUR_MS));
const seen = async (ms: number) => publicChannels({ now: at(ms) });
const statusOf = async (channel: string, ms: number) =>
  (await seen(ms)).items.find((one) => one.channel === channel)?.status;

/** Looks every 20 s from `from` to `to`, with what `each` makes happen before each look. */
async function looks(from: number, to: number, each: (ms: number) => Promise<unknown> = async () => undefined) {
  const changed: string[] = [];
  for (let ms = from; ms <= to; ms += LOOK_MS) {
    await each(ms);
    changed.push(...(await lookAtChannels(ctxAt(ms))));
  }
  return changed;
}

describe("what attempts measure to", () => {
  test("five minutes and an hour, shares and the time that 95 of 100 did not exceed", async () => {
    await attempts("a", "payment", { ok: 3, failed: 1, at: at(0) });
    await attempts("a", "payment", { ok: 6, at: at(-20 * MINUTE_MS) });
    await attempts("a", "payment", { failed: 50, at: at(-61 * MINUTE_MS) });
    for (let i = 1; i <= 20; i++) await attempts("a", "call", { ok: 1, at: at(0), tookMs: i * 10 });
    await attempts("a", "callback", { ok: 1, at: at(0), tookMs: 1_500 });
    await attempts("b", "call", { failed: 2, at: at(0) });
    const found = await measure(db, at(1));
    expect(found.get("a")).toEqual({
      last5m: {
        attempts: 4,
        succeeded: 3,
        successRate: 0.75,
        calls: 20,
        answered: 20,
        p95Ms: 190,
        callbacks: 1,
        callbackLagMs: 1_500,
      },
      last1h: expect.objectContaining({ attempts: 10, succeeded: 9, successRate: 0.9, p95Ms: 190 }),
    });
    expect(found.get("b")?.last1h).toMatchObject({
      calls: 2,
      answered: 0,
      p95Ms: null,
      attempts: 0,
      successRate: null,
    });
    expect([...found.keys()].sort()).toEqual(["a", "b"]);
  });

  test("samples are added without waiting, written together, and never throw", async () => {
    const many = 250;
    for (let i = 0; i < many; i++) {
      addSample({ channel: "a", kind: "call", ok: i % 2 === 0, tookMs: i === 0 ? Number.NaN : -i, at: at(0) });
    }
    expect(await flushSamples()).toBe(many);
    expect(await flushSamples()).toBe(0);
    expect((await measure(db, at(1))).get("a")?.last5m).toMatchObject({ calls: many, answered: many / 2, p95Ms: 0 });
  });

  test("what cannot be written now is written later", async () => {
    addSample({ channel: "a", kind: "call", ok: true, tookMs: 5, at: at(0) });
    const open = connection();
    setConnection(undefined);
    await expect(flushSamples()).rejects.toThrow();
    setConnection(open);
    expect(await flushSamples()).toBe(1);
  });
});

describe("a look", () => {
  test("finds trouble within two minutes, tells of it, and people are sent elsewhere; back it goes when it was well for a while", async () => {
    await up("alipay", { recommended: true });
    await up("wechatpay");
    const failing = (ms: number) => attempts("alipay", "payment", { ok: 1, failed: 9, at: at(ms) });
    const well = (ms: number) => attempts("alipay", "payment", { ok: 10, at: at(ms) });
    await looks(0, 10 * MINUTE_MS, well);
    expect(await statusOf("alipay", 10 * MINUTE_MS)).toBe("up");
    expect(await seen(10 * MINUTE_MS)).toMatchObject({ recommendedChannel: "alipay", bannerText: null, banner: [] });

    const outage = 10 * MINUTE_MS + LOOK_MS;
    await looks(outage, outage + 10 * MINUTE_MS, failing);
    const during = await seen(outage + 10 * MINUTE_MS);
    expect(during.items.find(({ channel }) => channel === "alipay")).toMatchObject({
      status: "down",
      recommended: false,
      health: { state: "down", last5m: { successRate: 0.1 } },
    });
    expect(during).toMatchObject({
      recommendedChannel: "wechatpay",
      bannerText: { "zh-CN": "当前支付通道异常，建议使用微信支付渠道" },
      banner: [{ channel: "alipay" }],
    });
    const told = await db.select().from(auditLog).where(eq(auditLog.action, "channel.state_changed"));
    expect(told.map(({ data }) => JSON.parse(data)).map(({ from, to }) => [from, to])).toEqual(
      expect.arrayContaining([
        ["unknown", "up"],
        ["degraded", "down"],
      ]),
    );
    const events = await db.select().from(outbox).where(eq(outbox.topic, "channel.updated"));
    expect(events.filter(({ subject }) => subject === "channel:alipay").length).toBeGreaterThanOrEqual(told.length);

    const over = outage + 10 * MINUTE_MS + LOOK_MS;
    const states: [string | undefined, string | null][] = [];
    await looks(over, over + 20 * MINUTE_MS, async (ms) => {
      await well(ms);
      states.push([await statusOf("alipay", ms), (await seen(ms)).recommendedChannel]);
    });
    const firstUp = states.findIndex(([status]) => status === "up");
    const firstBack = states.findIndex(([, recommended]) => recommended === "alipay");
    expect(firstUp * LOOK_MS).toBeGreaterThanOrEqual(5 * MINUTE_MS);
    expect((firstBack - firstUp) * LOOK_MS).toBeGreaterThanOrEqual(5 * MINUTE_MS - 2 * LOOK_MS);
    expect(states.slice(firstUp).every(([status]) => status === "up")).toBe(true);
    expect(states.slice(firstBack).every(([, recommended]) => recommended === "alipay")).toBe(true);
  });

  test("can be repeated: the same look twice changes nothing and writes no second row of history", async () => {
    await up("a");
    await attempts("a", "payment", { ok: 10, at: at(0) });
    for (let i = 0; i < 3; i++) await lookAtChannels(ctxAt(LOOK_MS));
    expect(await db.select().from(channelHistory)).toHaveLength(1);
    expect(await looks(2 * LOOK_MS, 12 * MINUTE_MS, (ms) => attempts("a", "payment", { ok: 5, at: at(ms) }))).toEqual([
      "a",
    ]);
    const history = await channelHistoryOf({ ctx: ctxAt(12 * MINUTE_MS), input: { channel: "a", range: "24h" } });
    expect(history).toMatchObject({ channel: "a", stepS: 900, points: [{ state: "up", successRate: 1 }] });
    expect(await db.select().from(channelHistory)).toHaveLength(3);
  });

  test("forgets samples after two hours and history after ninety days", async () => {
    await up("a");
    await attempts("a", "payment", { ok: 5, at: at(0) });
    await lookAtChannels(ctxAt(LOOK_MS));
    await attempts("a", "payment", { ok: 5, at: at(HOUR_MS) });
    await lookAtChannels(ctxAt(2 * HOUR_MS + MINUTE_MS));
    expect(await db.select().from(channelSamples)).toHaveLength(5);
    await lookAtChannels(ctxAt(90 * DAY_MS + HOUR_MS));
    expect((await db.select().from(channelHistory)).filter((row) => row.at < at(HOUR_MS))).toEqual([]);
  });

  test("keeps its memory over a restart: what was recommended stays among equals", async () => {
    await up("a");
    await up("b");
    await saveChannel({ ctx: ctxAt(0), input: { channel: "b", ...epayInput() } });
    await lookAtChannels(ctxAt(0));
    expect((await seen(0)).recommendedChannel).toBe("b");
    await saveChannel({ ctx: ctxAt(0), input: { channel: "a", ...epayInput() } });
    await lookAtChannels(ctxAt(LOOK_MS));
    expect((await seen(LOOK_MS)).recommendedChannel).toBe("b");
    await saveChannel({ ctx: ctxAt(0), input: { channel: "a", ...epayInput({}, { priority: 1 }) } });
    expect((await seen(LOOK_MS)).recommendedChannel).toBe("a");
  });
});

describe("what is shown", () => {
  test("a channel that is switched off here is shown to staff only, unless the platform has it", async () => {
    await saveChannel({ ctx: ctxAt(0), input: { channel: "off", ...epayInput({}, { enabled: false }) } });
    await saveChannel({ ctx: ctxAt(0), input: { channel: "both", ...epayInput({}, { enabled: false }) } });
    await up("both");
    expect(await seen(0)).toMatchObject({ items: [{ channel: "both", status: "up" }], recommendedChannel: null });
    const managed = await managedChannels({ ctx: ctxAt(0) });
    expect(managed.items.map(({ channel }) => channel).sort()).toEqual(["both", "off"]);
    expect(JSON.stringify(managed)).not.toContain("MD5-secret-of-epay");
  });

  test("takes five statements however many channels there are, and no list sorts or scans what grows", async () => {
    const counted = () => countSelects(() => seen(0));
    expect(await counted()).toBe(5);
    for (let i = 0; i < 30; i++) await up(`c${i}`);
    expect(await counted()).toBe(5);
    const plans = await plansOf(database, async () => {
      await seen(0);
      await measure(db, at(0));
      await channelHistoryOf({ ctx: ctxAt(0), input: { channel: "a", range: "7d" } });
    });
    const lists = plans.filter((line) => /channel_samples|channel_history|announcements/.test(line));
    expect(lists.filter((line) => line.startsWith("SCAN"))).toEqual([]);
    if (connection().dialect === "sqlite") expect(lists.length).toBeGreaterThanOrEqual(4);
  });
});
