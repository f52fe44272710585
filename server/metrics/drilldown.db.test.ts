import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { user } from "#db/schema/index.ts";
import { plansOf, type TestDatabase, testDatabase } from "#db/testing.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { listTickets } from "#server/tickets/index.ts";
import { listed } from "./boards/testing.ts";
import { managerOverview, metricDefinition, metricsBoard, metricsSeries } from "./index.ts";
import { boardNames, groupings } from "./schemas.ts";
import { at, built, ctx, FROM, NOW, overview, replied, resolved, TO, ticket, topup } from "./testing.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

describe("numbers and the lists behind them", () => {
  test("always agree", async () => {
    const number = await ticket("10T00:00", { nextDueAt: at("11T12:10"), amountFen: 100, ...replied("10T00:00", 7) }, [
      { metric: "first_response", due: "10T02:00", decided: "10T01:00", outcome: "met" },
      { metric: "resolution", due: "11T11:00" },
    ]);
    await topup("10T02:00", 100, number);
    await ticket("09T15:00", { nextDueAt: at("11T11:00"), amountFen: 50 }, [
      { metric: "first_response", due: "10T02:00", decided: "10T03:00", outcome: "breached" },
      { metric: "next_response", due: "10T02:00", decided: "10T01:00", outcome: "met" },
      { metric: "next_response", due: "10T02:00", decided: "10T03:00", outcome: "breached" },
      { metric: "verification", due: "10T02:00", decided: "10T03:00", outcome: "met" },
    ]);
    await ticket("10T00:00", resolved("11T01:00", { causeCode: "UNKNOWN" }));
    await ticket("03T00:00", { status: "closed", closedAt: at("04T00:00") });

    const found = await overview();
    const counts = [
      ...Object.values(found.now),
      ...Object.values(found.flow),
      ...Object.values(found.durations),
      ...Object.values(found.rates),
      ...found.attainment.flatMap((row) => [
        row,
        { metric: row.metMetric, tickets: row.metTickets },
        { metric: row.breachedMetric, tickets: row.breachedTickets },
      ]),
      ...found.causes,
    ];
    expect(counts.length).toBeGreaterThan(25);
    expect(counts.filter((row) => (row.tickets ?? 0) > 0).length).toBeGreaterThan(20);
    for (const { metric, tickets: n } of counts) {
      const listed = await listTickets({ ctx, input: { metric, from: FROM, to: TO, limit: 100 } });
      expect([metric, listed.items.length]).toEqual([metric, n]);
      expect(metricDefinition(metric, "zh-CN")?.text.length).toBeGreaterThan(5);
      expect(metricDefinition(metric, "en")?.text.length).toBeGreaterThan(10);
    }
    for (const day of found.days) {
      for (const metric of ["opened", "resolved", "backlog"] as const) {
        const listed = await listTickets({ ctx, input: { metric, from: day.from, to: day.to, limit: 100 } });
        expect([day.day, metric, listed.items.length]).toEqual([day.day, metric, day[metric]]);
      }
    }
  });

  test("a number that does not exist is refused", async () => {
    for (const metric of ["nonsense", "cause.NONSENSE", "attainment.nonsense", "attainment.met.met", ""]) {
      await expect(listTickets({ ctx, input: { metric } })).rejects.toMatchObject({ code: "METRIC_UNKNOWN" });
    }
  });
});

describe("groups", () => {
  beforeEach(async () => {
    await transact((tx) =>
      tx.insert(user).values({
        id: "u1",
        name: "Li",
        email: "li@shop.example",
        emailVerified: true,
        role: "agent",
        createdAt: NOW,
        updatedAt: NOW,
      }),
    );
    const mine = { assigneeId: "u1", channel: "alipay" };
    const number = await ticket("10T00:00", { ...mine, ...resolved("11T00:00"), ...replied("10T00:00", 10) }, [
      { metric: "first_response", due: "10T02:00", decided: "10T00:10", outcome: "met" },
    ]);
    await ticket("11T00:00", { ...mine, ...replied("11T00:00", 20) }, [{ metric: "first_response", due: "11T00:05" }]);
    await ticket("11T00:00", { causeCode: "UNKNOWN" });
    await topup("11T00:00", 700, number);
    await topup("11T00:00", 5, null);
    await built();
  });
  const by = async (groupBy: "cause" | "channel" | "day" | "agent") =>
    (await metricsSeries({ ctx, input: { from: FROM, to: TO, groupBy } })).items.map((item) => [
      item.key,
      item.opened,
      item.resolved,
      item.attainment.ratio,
      item.firstResponse.medianMs === null ? null : item.firstResponse.medianMs / MINUTE_MS,
      item.amountRecoveredFen,
    ]);

  test("by cause, channel, day and agent", async () => {
    expect(await by("cause")).toEqual([
      ["CB_MISSING", 2, 1, 0.5, 15, 700],
      ["UNKNOWN", 1, 0, null, null, 0],
      [null, 0, 0, null, null, 5],
    ]);
    expect(await by("channel")).toEqual([
      ["alipay", 2, 1, 0.5, 15, 700],
      [null, 1, 0, null, null, 5],
    ]);
    expect(await by("day")).toEqual([
      ["2026-11-10", 1, 0, 1, 10, 0],
      ["2026-11-11", 2, 1, 0, 20, 705],
    ]);
    expect(await by("agent")).toEqual([
      ["u1", 2, 1, 0.5, 15, 700],
      [null, 1, 0, null, null, 5],
    ]);
    const { items } = await metricsSeries({ ctx, input: { from: FROM, to: TO, groupBy: "agent" } });
    expect(items.map((item) => item.label)).toEqual(["Li", null]);
  });
});

test("who may not see numbers, and periods that make no sense, are refused", async () => {
  const agent: Ctx = { ...ctx, actor: { kind: "staff", id: "a", name: "A", role: "agent", freshUntil: ALWAYS } };
  await expect(managerOverview({ ctx: agent, input: { from: FROM, to: TO } })).rejects.toMatchObject({ status: 403 });
  await expect(overview(TO, FROM)).rejects.toThrow("after from");
  await expect(overview("2024-01-01T00:00:00Z", TO)).rejects.toThrow("366");
});

test("a list behind a number is read off the moment that it counts, newest first, page by page", async () => {
  const numbers: string[] = [];
  for (const hour of ["01", "03", "02"]) numbers.push(await ticket("10T00:00", resolved(`10T${hour}:00`)));
  const input = { metric: "resolved", from: FROM, to: TO, limit: 2 };
  const first = await listTickets({ ctx, input });
  const second = await listTickets({ ctx, input: { ...input, cursor: first.nextCursor ?? "" } });
  const listed = [...first.items, ...second.items].map((item) => item.number);
  expect(listed).toEqual([numbers[1], numbers[2], numbers[0]]);
  expect(second.nextCursor).toBeNull();
  const other = listTickets({ ctx, input: { queue: "all", cursor: first.nextCursor ?? "" } });
  await expect(other).rejects.toMatchObject({ code: "BAD_CURSOR" });
  const plans = await plansOf(database, () => listTickets({ ctx, input }));
  if (plans.length === 0) return;
  expect(plans.join("\n")).toMatch(/USING INDEX tickets_resolved/);
  expect(plans.filter((line) => /TEMP B-TREE FOR ORDER BY/.test(line))).toEqual([]);
});

test("no number and no list behind one reads a whole table", async () => {
  const input = { from: FROM, to: TO };
  const plans = await plansOf(database, async () => {
    const found = await managerOverview({ ctx, input });
    for (const groupBy of groupings) await metricsSeries({ ctx, input: { ...input, groupBy } });
    const metrics = [...Object.keys(found.now), ...Object.keys(found.flow), ...Object.keys(found.durations)];
    for (const row of found.attainment) metrics.push(row.metric, row.metMetric, row.breachedMetric);
    for (const metric of [...metrics, "cause.CB_MISSING"]) await listTickets({ ctx, input: { ...input, metric } });
  });
  const scans = plans.filter((line) => /^SCAN (tickets|sla_targets|topups|user)\b/.test(line));
  // These indexes hold open tickets alone.
  expect(scans.filter((line) => !/INDEX tickets_open_\w+$/.test(line))).toEqual([]);
});

test("no dashboard and no list behind its numbers reads a whole table of what grows", async () => {
  const plans = await plansOf(database, async () => {
    for (const name of boardNames) {
      for (const slice of [{}, { agent: "u1" }]) {
        const { tiles, tables } = await metricsBoard({ ctx, input: { from: FROM, to: TO, board: name, ...slice } });
        const cells = [...tiles, ...tables.flatMap(({ rows }) => rows.flatMap((row) => row.cells))];
        const drills = cells.flatMap(({ drill, whole }) => [drill, ...(whole ? [whole] : [])]);
        for (const drill of new Map(drills.map((each) => [JSON.stringify(each), each])).values()) await listed(drill);
      }
    }
  });
  const growing =
    "tickets|sla_targets|topups|refunds|orders|ledger_entries|callback_requests|channel_history|diagnoses|user";
  const scans = plans.filter((line) => new RegExp(`^SCAN (${growing})\\b`).test(line));
  expect([...new Set(scans.filter((line) => !/INDEX tickets_open_\w+$/.test(line)))]).toEqual([]);
});
