import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { slaTargets, tickets, topups, user } from "#db/schema/index.ts";
import { plansOf, type TestDatabase, testDatabase } from "#db/testing.ts";
import { fixedClock, HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { listTickets, NEVER } from "#server/tickets/index.ts";
import { managerOverview, metricDefinition, metricsSeries } from "./index.ts";
import { groupings } from "./schemas.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const at = (text: string) => new Date(`2026-11-${text}:00Z`);
/** Two Shanghai days, the 10th and 11th, with the two before them; "now" is in the second. */
const FROM = "2026-11-09T16:00:00Z";
const TO = "2026-11-11T16:00:00Z";
const NOW = at("11T12:00");
const ctx: Ctx = { actor: { kind: "staff", id: "boss", name: "Boss", role: "manager" }, clock: fixedClock(NOW) };

type Ticket = Partial<typeof tickets.$inferInsert>;
type Clock = {
  metric: "first_response" | "verification" | "resolution" | "next_response";
  due: string;
  decided?: string;
  outcome?: "met" | "breached" | "cancelled";
  paused?: string;
};
let made = 0;

async function ticket(opened: string, values: Ticket = {}, clocks: Clock[] = []): Promise<string> {
  const id = newId();
  const number = `TK${++made}`;
  const openedAt = at(opened);
  await transact(async (tx) => {
    await tx.insert(tickets).values({
      id,
      number,
      status: "open",
      priority: "normal",
      claim: "complete_topup",
      causeCode: "CB_MISSING",
      chargeState: "confirmed",
      locale: "zh-CN",
      diagnosis: {},
      tags: [],
      accessHash: id,
      openedAt,
      updatedAt: openedAt,
      reopenCount: 0,
      publicReplyCount: 0,
      nextDueAt: NEVER,
      version: 1,
      ...values,
    });
    for (const clock of clocks) {
      await tx.insert(slaTargets).values({
        id: newId(),
        ticketId: id,
        metric: clock.metric,
        policyVersion: "t",
        calendarVersion: "t",
        startedAt: new Date(openedAt.getTime() + made++),
        dueAt: at(clock.due),
        pausedAt: clock.paused ? at(clock.paused) : null,
        decidedAt: clock.decided ? at(clock.decided) : null,
        outcome: clock.outcome ?? null,
      });
    }
  });
  return number;
}

async function topup(
  decided: string,
  amountFen: number,
  ticketNumber: string | null,
  state: "succeeded" | "rejected" = "succeeded",
) {
  await transact((tx) =>
    tx.insert(topups).values({
      id: newId(),
      orderNo: newId(),
      ticketNumber,
      customerId: "C1",
      amountFen,
      reasonCode: "CB_MISSING",
      state,
      gate: [],
      secondPersonReasons: [],
      factsHash: "x",
      requestedByKind: "staff",
      requestedById: "a",
      requestedByName: "a",
      requestedAt: at(decided),
      decidedAt: at(decided),
    }),
  );
}

const overview = (from = FROM, to = TO) => managerOverview({ ctx, input: { from, to } });
const replied = (opened: string, minutes: number): Ticket => ({
  firstReplyAt: new Date(at(opened).getTime() + minutes * MINUTE_MS),
});
const resolved = (when: string, more: Ticket = {}): Ticket => ({
  status: "resolved",
  resolvedAt: at(when),
  firstResolvedAt: at(when),
  ...more,
});

describe("worked examples", () => {
  test("an empty desk has counts of zero and ratios and durations of nothing", async () => {
    const found = await overview();
    expect(found.now.open).toEqual({ metric: "open", value: 0, previous: null, tickets: 0 });
    expect(found.durations.first_response).toMatchObject({ count: 0, medianMs: null, p90Ms: null, meanMs: null });
    expect(found.attainment.map((row) => row.ratio)).toEqual([null, null, null, null, null]);
    expect(found.causes).toEqual([]);
    expect(found.days.map((day) => [day.day, day.opened, day.resolved, day.backlog])).toEqual([
      ["2026-11-10", 0, 0, 0],
      ["2026-11-11", 0, 0, 0],
    ]);
  });

  test("first response: median, ninth decile and mean of 1, 2, …, 10 minutes are 5.5, 9 and 5.5", async () => {
    for (let minutes = 10; minutes >= 1; minutes--) await ticket("10T08:00", replied("10T08:00", minutes));
    await ticket("09T08:00", replied("09T08:00", 30));
    await ticket("10T08:00");
    const { first_response: found } = (await overview()).durations;
    expect(found).toEqual({
      metric: "first_response",
      count: 10,
      tickets: 10,
      medianMs: 5.5 * MINUTE_MS,
      p90Ms: 9 * MINUTE_MS,
      meanMs: 5.5 * MINUTE_MS,
      previous: { count: 1, medianMs: 30 * MINUTE_MS, p90Ms: 30 * MINUTE_MS, meanMs: 30 * MINUTE_MS },
    });
  });

  test("first and full resolution differ where a ticket was opened again", async () => {
    await ticket("10T00:00", resolved("10T03:00"));
    await ticket("10T00:00", resolved("11T00:00", { firstResolvedAt: at("10T01:00") }));
    await ticket("10T00:00", { status: "open", firstResolvedAt: at("10T02:00"), reopenCount: 1 });
    const { durations, flow } = await overview();
    expect(durations.first_resolution).toMatchObject({ count: 3, medianMs: 2 * HOUR_MS, p90Ms: 3 * HOUR_MS });
    expect(durations.full_resolution).toMatchObject({ count: 2, medianMs: 13.5 * HOUR_MS, p90Ms: 24 * HOUR_MS });
    expect(flow.resolved).toMatchObject({ value: 2, previous: 0 });
  });

  test("attainment counts clocks when they were decided, and open ones past due as breached", async () => {
    await ticket("10T00:00", {}, [
      { metric: "first_response", due: "10T02:00", decided: "10T01:00", outcome: "met" },
      { metric: "next_response", due: "10T05:00", decided: "10T06:00", outcome: "breached" },
      { metric: "next_response", due: "10T09:00", decided: "10T08:00", outcome: "met" },
      { metric: "resolution", due: "11T11:59" },
    ]);
    await ticket("09T00:00", {}, [
      { metric: "first_response", due: "09T02:00", decided: "10T01:00", outcome: "breached" },
      // Waived, not due yet, stopped before it was due: none counts.
      { metric: "verification", due: "10T01:00", decided: "10T01:00", outcome: "cancelled" },
      { metric: "resolution", due: "11T12:01" },
      { metric: "next_response", due: "11T10:00", paused: "11T09:00" },
    ]);
    // Decided in the period before.
    await ticket("08T00:00", {}, [{ metric: "first_response", due: "08T02:00", decided: "08T17:00", outcome: "met" }]);
    const rows = (await overview()).attainment.map(({ sla, met, breached, ratio, tickets: n }) => ({
      sla,
      met,
      breached,
      ratio,
      n,
    }));
    expect(rows).toEqual([
      { sla: null, met: 2, breached: 3, ratio: 0.4, n: 2 },
      { sla: "first_response", met: 1, breached: 1, ratio: 0.5, n: 2 },
      { sla: "next_response", met: 1, breached: 1, ratio: 0.5, n: 1 },
      { sla: "verification", met: 0, breached: 0, ratio: null, n: 0 },
      { sla: "resolution", met: 0, breached: 1, ratio: 0, n: 1 },
    ]);
    expect((await overview()).attainment[1]?.previous).toEqual({ met: 1, breached: 0, ratio: 1 });
  });

  test("what stands now: open, at risk, breached, and the amounts in doubt", async () => {
    await ticket("10T00:00", { nextDueAt: at("11T12:30"), amountFen: 20_000 });
    await ticket("10T00:00", {
      nextDueAt: at("11T12:31"),
      amountFen: 10_000,
      chargeState: "possible",
      status: "waiting_upstream",
    });
    await ticket("10T00:00", { nextDueAt: at("11T11:59"), amountFen: 5_000, chargeState: "none", status: "new" });
    await ticket("10T00:00", { nextDueAt: NEVER, amountFen: null });
    await ticket("10T00:00", resolved("10T01:00", { amountFen: 90_000 }));
    const { now } = await overview();
    expect([now.open.value, now.at_risk.value, now.breached_now.value]).toEqual([4, 1, 1]);
    expect(now.amount_at_risk).toEqual({ metric: "amount_at_risk", value: 30_000, previous: null, tickets: 2 });
  });

  test("amount recovered sums top-ups that succeeded in the period, with and without a ticket", async () => {
    const number = await ticket("09T00:00");
    await topup("10T01:00", 20_000, number);
    await topup("11T01:00", 3_000, number);
    await topup("11T01:00", 500, null);
    await topup("11T01:00", 70_000, number, "rejected");
    await topup("09T15:59", 1_000, number);
    expect((await overview()).flow.amount_recovered).toEqual({
      metric: "amount_recovered",
      value: 23_500,
      previous: 1_000,
      tickets: 1,
      topups: 3,
    });
  });

  test("causes: five, three and two of ten", async () => {
    for (const [code, n] of [
      ["PAY_UNPAID", 2],
      ["CB_MISSING", 5],
      ["UNKNOWN", 3],
    ] as const) {
      for (let i = 0; i < n; i++) await ticket("10T00:00", { causeCode: code });
    }
    await ticket("09T00:00", { causeCode: "UNKNOWN" });
    expect(
      (await overview()).causes.map(({ causeCode, count, share, cumulative }) => ({
        causeCode,
        count,
        share,
        cumulative,
      })),
    ).toEqual([
      { causeCode: "CB_MISSING", count: 5, share: 0.5, cumulative: 0.5 },
      { causeCode: "UNKNOWN", count: 3, share: 0.3, cumulative: 0.8 },
      { causeCode: "PAY_UNPAID", count: 2, share: 0.2, cumulative: 1 },
    ]);
  });

  test("days are Shanghai's, and the backlog is what was open at each one's end", async () => {
    await ticket("01T00:00");
    await ticket("01T00:00", resolved("05T00:00"));
    await ticket("09T15:59", resolved("10T16:00"));
    await ticket("09T16:00");
    await ticket("10T15:59", { status: "closed", closedAt: at("10T15:59") });
    await ticket("10T16:00", resolved("11T01:00"));
    const { days, flow } = await overview();
    expect(days.map(({ day, opened, resolved: done, backlog }) => [day, opened, done, backlog])).toEqual([
      ["2026-11-10", 2, 0, 3],
      ["2026-11-11", 1, 2, 2],
    ]);
    expect(days[0]).toMatchObject({ from: "2026-11-09T16:00:00.000Z", to: "2026-11-10T16:00:00.000Z" });
    expect(flow.backlog).toMatchObject({ value: 2, previous: 2 });
    expect((await overview(FROM, "2026-11-10T16:00:00Z")).flow.backlog.value).toBe(3);
  });
});

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
      ...found.attainment.flatMap((row) => [
        row,
        { metric: row.metMetric, tickets: row.metTickets },
        { metric: row.breachedMetric, tickets: row.breachedTickets },
      ]),
      ...found.causes,
    ];
    expect(counts.length).toBeGreaterThan(25);
    expect(counts.filter((row) => row.tickets > 0).length).toBeGreaterThan(20);
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
  const agent: Ctx = { ...ctx, actor: { kind: "staff", id: "a", name: "A", role: "agent" } };
  await expect(managerOverview({ ctx: agent, input: { from: FROM, to: TO } })).rejects.toMatchObject({ status: 403 });
  await expect(overview(TO, FROM)).rejects.toThrow("after from");
  await expect(overview("2024-01-01T00:00:00Z", TO)).rejects.toThrow("366");
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
  // This index holds open tickets alone.
  expect(scans.filter((line) => !line.endsWith("INDEX tickets_open_due"))).toEqual([]);
});
