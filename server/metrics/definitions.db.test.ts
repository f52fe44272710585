import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock, MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { listTickets, postMessage, reopenTicket, updateTicket } from "#server/tickets/index.ts";
import { later, open, run, staff, staffAccount } from "#server/tickets/testing.ts";
import { managerOverview, metricsSeries } from "./index.ts";
import * as world from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const boss = (at: string): Ctx => ({
  actor: { kind: "staff", id: "boss", name: "Boss", role: "manager", freshUntil: ALWAYS },
  clock: fixedClock(at),
});

/** A ticket of a paid order, and what agents do with it; `minutes` from its opening. */
async function worked(orderNo: string, steps: [number, string][]): Promise<void> {
  await send(paidWithoutCallback(orderNo, 0));
  const { number } = await open(await run(orderNo), {}, later(0));
  let version = 1;
  for (const [minutes, step] of steps) {
    const ctx = staff("u1", later(minutes));
    if (step === "reply") await postMessage({ ctx, input: { number, body: "在查" } });
    else if (step === "reopen") ({ version } = await reopenTicket({ ctx, input: { number, reason: "还没到" } }));
    else {
      const { items } = await listed(number);
      version = items[0]?.version ?? version;
      await updateTicket({ ctx, input: { number, version, status: step as "open" } });
    }
  }
}

async function listed(number: string) {
  return listTickets({ ctx: boss(later(0)), input: { q: number, queue: "all" } });
}

const RANGE = { from: later(-600), to: later(6_000) };

describe("worked examples of what agents did", () => {
  beforeEach(() => staffAccount("u1"));

  test("requester wait leaves out the customer's time, agent work the supplier's as well", async () => {
    // 60 min open, 120 with the customer, 30 open, 240 with the supplier, 10 open: 340 of waiting, 100 of work.
    await worked("O1", [
      [60, "waiting_customer"],
      [180, "open"],
      [210, "waiting_upstream"],
      [450, "open"],
      [460, "resolved"],
    ]);
    // 20 minutes, then an hour of being resolved that counts for nothing, then 40 more.
    await worked("O2", [
      [20, "resolved"],
      [80, "reopen"],
      [120, "resolved"],
    ]);
    const { durations } = await managerOverview({ ctx: boss(later(5_000)), input: RANGE });
    expect(durations.requester_wait).toMatchObject({ count: 2, medianMs: 200 * MINUTE_MS, p90Ms: 340 * MINUTE_MS });
    expect(durations.agent_work).toMatchObject({ count: 2, medianMs: 80 * MINUTE_MS, meanMs: 80 * MINUTE_MS });
    expect(durations.full_resolution).toMatchObject({ count: 2, p90Ms: 460 * MINUTE_MS });
  });

  test("one-touch is exactly one public reply and no re-opening, out of what was resolved", async () => {
    await worked("O1", [
      [5, "reply"],
      [6, "resolved"],
    ]);
    await worked("O2", [
      [5, "reply"],
      [6, "reply"],
      [7, "resolved"],
    ]);
    await worked("O3", [[7, "resolved"]]);
    await worked("O4", [
      [5, "reply"],
      [6, "resolved"],
      [9, "reopen"],
      [20, "resolved"],
    ]);
    await worked("O5", [[5, "reply"]]);
    const { rates } = await managerOverview({ ctx: boss(later(60)), input: RANGE });
    expect(rates.one_touch).toMatchObject({ count: 1, of: 4, ratio: 0.25, previous: { count: 0, of: 0, ratio: null } });
    const { items } = await metricsSeries({ ctx: boss(later(60)), input: { ...RANGE, groupBy: "queue" } });
    expect(items.map((item) => [item.key, item.oneTouch.ratio, item.reopened.count])).toEqual([["general", 0.25, 1]]);
  });

  test("a re-opening counts for the day on which the ticket was first resolved, whenever it happens", async () => {
    await worked("O1", [
      [10, "resolved"],
      [2_900, "reopen"],
    ]);
    await worked("O2", [[20, "resolved"]]);
    await worked("O3", [[2_890, "resolved"]]);
    const day = { from: later(0), to: later(1_440) };
    const third = { from: later(2_880), to: later(4_320) };
    const at = boss(later(4_400));
    expect((await managerOverview({ ctx: at, input: day })).rates.reopened).toMatchObject({
      count: 1,
      of: 2,
      ratio: 0.5,
    });
    expect((await managerOverview({ ctx: at, input: third })).rates.reopened).toMatchObject({
      count: 0,
      of: 1,
      ratio: 0,
    });
  });

  test("numbers of one cause, channel or person are that part of all", async () => {
    await worked("O1", [[10, "resolved"]]);
    await worked("O2", [[30, "reply"]]);
    const ask = async (slice: object) => {
      const { flow, now, durations } = await managerOverview({ ctx: boss(later(60)), input: { ...RANGE, ...slice } });
      return [
        flow.opened.value,
        flow.resolved.value,
        now.open.value,
        flow.backlog.value,
        durations.first_response.count,
      ];
    };
    const all = await ask({});
    expect(all).toEqual([2, 1, 1, 1, 1]);
    expect(await ask({ queue: "general" })).toEqual(all);
    expect(await ask({ agent: "none", queue: "general" })).toEqual(await ask({ agent: "none" }));
    expect(await ask({ cause: "PAY_UNPAID" })).toEqual([0, 0, 0, 0, 0]);
  });
});

test("of more than 2,000 durations median and ninth decile are within one per cent, and say so", async () => {
  // 2,001 answers after 1, 2, … minutes: the median is 1,001, the ninth decile 1,801, the mean 1,001 exactly.
  const at = world.at("10T00:00");
  const rows = Array.from({ length: 2_001 }, (_, i) => {
    const id = newId();
    return {
      ...{ id, number: `TK${i}`, status: "open" as const, priority: "normal" as const, claim: "other" as const },
      ...{ causeCode: "UNKNOWN" as const, chargeState: "none" as const, locale: "zh-CN", diagnosis: {}, tags: [] },
      ...{ accessHash: id, openedAt: at, updatedAt: at, reopenCount: 0, publicReplyCount: 1, version: 1 },
      firstReplyAt: new Date(at.getTime() + (i + 1) * MINUTE_MS),
    };
  });
  await transact(async (tx) => {
    for (let i = 0; i < rows.length; i += 500) await tx.insert(tickets).values(rows.slice(i, i + 500));
  });
  const { first_response: found } = (await world.overview(world.FROM, "2026-11-20T16:00:00Z")).durations;
  expect(found).toMatchObject({ count: 2_001, meanMs: 1_001 * MINUTE_MS, approximate: true });
  expect(Math.abs((found.medianMs ?? 0) / MINUTE_MS - 1_001)).toBeLessThan(10.1);
  expect(Math.abs((found.p90Ms ?? 0) / MINUTE_MS - 1_801)).toBeLessThan(18.1);
});
