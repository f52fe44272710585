import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#db/testing.ts";
import { HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import { NEVER } from "#server/tickets/index.ts";
import { at, FROM, overview, replied, resolved, ticket, topup } from "./testing.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

describe("worked examples", () => {
  test("an empty desk has counts of zero and ratios and durations of nothing", async () => {
    const found = await overview();
    expect(found.now.open).toEqual({ metric: "open", value: 0, previous: null, tickets: 0 });
    expect(found.durations.first_response).toMatchObject({ count: 0, medianMs: null, p90Ms: null, meanMs: null });
    expect(found.attainment.map((row) => row.ratio)).toEqual([null, null, null, null, null, null, null]);
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
      { sla: "appeal_review", met: 0, breached: 0, ratio: null, n: 0 },
      { sla: "resolution", met: 0, breached: 1, ratio: 0, n: 1 },
      { sla: "gateway_answer", met: 0, breached: 0, ratio: null, n: 0 },
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
