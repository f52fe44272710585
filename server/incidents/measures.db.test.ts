import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { alerts, channelSamples, outbox } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { type Clock, MINUTE_MS } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { saveCalendar } from "#server/sla/index.ts";
import { refusal, staff } from "#server/tickets/testing.ts";
import {
  ackAlert,
  flushRoutes,
  listAlertRules,
  listAlerts,
  lookAtMeasures,
  noteRoute,
  saveAlertRule,
} from "./index.ts";
import { take } from "./measures.ts";

// Needs a process of its own: how long addresses took waits in the process, which other files leave some in.
freshDatabase({ beforeEach, afterEach });

let now = Date.UTC(2026, 10, 1, 0, 30);
beforeEach(() => {
  now = Date.UTC(2026, 10, 1, 0, 30);
});
const clock: Clock = { now: () => new Date(now) };
const ctx = systemContext("test", clock);
const asked = (minutes: number) => ({ now: clock.now(), windowMs: minutes * MINUTE_MS });
const lead = () => staff("boss", clock.now().toISOString(), "lead");
const told = async () =>
  (await db.select().from(outbox)).map(({ topic }) => topic).filter((topic) => topic.startsWith("alert."));

async function samples(
  channel: string,
  kind: "payment" | "callback",
  ok: number,
  failed: number,
  tookMs: number | null,
) {
  const row = (good: boolean) => ({ id: newId(), channel, kind, ok: good, tookMs, at: new Date(now - MINUTE_MS) });
  const rows = [...Array.from({ length: ok }, () => row(true)), ...Array.from({ length: failed }, () => row(false))];
  await transact((tx) => tx.insert(channelSamples).values(rows));
}

describe("measures", () => {
  test("an address's slow tail and errors, of all processes, once it was asked for often enough", async () => {
    for (let i = 1; i <= 100; i++) noteRoute("GET /tickets", clock.now(), i * 10, i > 97 ? 500 : 200);
    for (let i = 0; i < 5; i++) noteRoute("GET /rare", clock.now(), 60_000, 500);
    await flushRoutes(ctx);
    // Written again as a whole, not added.
    await flushRoutes(ctx);
    const [p95] = await take.route_p95(asked(5));
    expect(p95?.key).toBe("GET /tickets");
    expect(Math.abs((p95?.value ?? 0) - 950)).toBeLessThanOrEqual(10);
    expect(await take.route_errors(asked(5))).toEqual([{ key: "GET /tickets", value: 30 }]);
  });

  test("how long the oldest paid order waits", async () => {
    await send(paidWithoutCallback("O1", 0));
    now = Date.UTC(2026, 10, 1, 0, 20, 20);
    expect(await take.order_age(asked(60))).toEqual([{ key: "", value: 20 * MINUTE_MS }]);
  });

  test("a channel's failures, of enough payments, and how late its callbacks are", async () => {
    await samples("alipay", "payment", 15, 5, null);
    await samples("wechatpay", "payment", 1, 9, null);
    await samples("alipay", "callback", 3, 0, 420_000);
    expect(await take.channel_failures(asked(15))).toEqual([{ key: "alipay", value: 250 }]);
    expect(await take.callback_lag(asked(15))).toEqual([{ key: "alipay", value: 420_000 }]);
  });
});

test("a year that calendars have no holidays for is one that nobody entered in time", async () => {
  const office = [{ from: 540, to: 1_080 }];
  const weekly = [office, office, office, office, office, [], []];
  const save = (id: string, country: "CN" | null) =>
    saveCalendar({
      ctx: staff("mia", clock.now().toISOString(), "manager"),
      input: { id, name: id, version: 0, zone: "Asia/Shanghai", weekly, country, exceptions: {} },
    });
  await save("office", "CN");
  await save("weekdays", null);
  now = Date.UTC(2026, 9, 31, 12);
  expect(await take.holidays_missing(asked(60))).toEqual([]);
  now = Date.UTC(2026, 10, 2);
  expect(await take.holidays_missing(asked(60))).toEqual([{ key: "2027", value: 1 }]);
  for (let i = 0; i < 2; i++) await lookAtMeasures(ctx);
  expect((await listAlerts({ ctx, input: {} })).items).toMatchObject([{ measure: "holidays_missing", key: "2027" }]);
});

describe("an alert", () => {
  const look = async (times: number) => {
    for (let i = 0; i < times; i++) await lookAtMeasures(ctx);
  };
  const fire = () => samples("alipay", "callback", 3, 0, 900_000);

  test("fires after two looks that agree, once, and ends after three good ones", async () => {
    await fire();
    await look(1);
    expect(await told()).toEqual([]);
    await look(3);
    expect(await told()).toEqual(["alert.fired"]);
    expect((await listAlerts({ ctx: lead(), input: { state: "open" } })).items).toMatchObject([
      { measure: "callback_lag", key: "alipay", state: "firing", value: 900_000, threshold: 300_000, unit: "ms" },
    ]);
    await transact((tx) => tx.delete(channelSamples));
    await look(2);
    expect(await told()).toEqual(["alert.fired"]);
    await look(1);
    expect(await told()).toEqual(["alert.fired", "alert.ended"]);
    expect((await listAlerts({ ctx: lead(), input: { state: "open" } })).items).toEqual([]);
  });

  test("of one look is none", async () => {
    await fire();
    await look(1);
    await transact((tx) => tx.delete(channelSamples));
    await look(1);
    await fire();
    await look(1);
    expect(await told()).toEqual([]);
    expect((await db.select().from(alerts)).map(({ state }) => state).sort()).toEqual(["over", "pending"]);
  });

  test("is looked after by somebody, and goes by rules that leads change", async () => {
    await fire();
    await look(2);
    const [alert] = (await listAlerts({ ctx: lead(), input: {} })).items;
    const id = alert?.id ?? "";
    const ann = staff("ann", clock.now().toISOString());
    expect(await ackAlert({ ctx: ann, input: { id } })).toMatchObject({ state: "acked", ackedBy: "ann" });
    const rule = (await listAlertRules({ ctx: ann })).find(({ measure }) => measure === "callback_lag");
    if (!rule) throw new Error("there is no such rule");
    const { threshold: _, measure: _m, unit: _u, ...rest } = rule;
    const input = { ...rest, threshold: 1_000_000 };
    expect(await refusal(saveAlertRule({ ctx: ann, input }))).toMatchObject({ code: "FORBIDDEN" });
    await saveAlertRule({ ctx: lead(), input });
    expect(await refusal(saveAlertRule({ ctx: lead(), input }))).toMatchObject({ code: "VERSION_CONFLICT" });
    await look(3);
    expect(await refusal(ackAlert({ ctx: ann, input: { id } }))).toMatchObject({ code: "ALERT_OVER" });
  });
});
