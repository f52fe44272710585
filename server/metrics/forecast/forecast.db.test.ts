import { afterEach, beforeEach, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { DAY_MS, fixedClock, HOUR_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { listTickets } from "#server/tickets/index.ts";
import { ctx as boss, built } from "../testing.ts";
import { forecastTickets } from "./forecast-tickets.ts";

freshDatabase({ beforeEach, afterEach });

/** A Friday in Shanghai, at noon; the next days are no holidays. */
const NOW = new Date("2026-11-27T04:00:00Z");
const ctx: Ctx = { ...boss, clock: fixedClock(NOW) };
const today = new Date("2026-11-26T16:00:00Z").getTime();

/** Three tickets an hour from ten to twelve in Shanghai, for so many days before today. */
async function fill(days: number): Promise<void> {
  const rows: (typeof tickets.$inferInsert)[] = [];
  for (let day = 1; day <= days; day++) {
    for (const hour of [10, 11]) {
      for (let i = 0; i < 3; i++) {
        const id = newId();
        const openedAt = new Date(today - day * DAY_MS + hour * HOUR_MS + i * 60_000);
        rows.push({
          ...{ id, number: `TK${rows.length}`, status: "open", priority: "normal", claim: "other", tags: [] },
          ...{ causeCode: "UNKNOWN", chargeState: "none", locale: "zh-CN", diagnosis: {}, accessHash: id },
          ...{ openedAt, updatedAt: openedAt, reopenCount: 0, publicReplyCount: 0, version: 1 },
        });
      }
    }
  }
  await transact((tx) => tx.insert(tickets).values(rows));
  await built();
}

test("a desk with a steady pattern is forecast exactly, with people for its hours and lists behind its past", async () => {
  await fill(75);
  const found = await forecastTickets({
    ctx,
    input: { days: 3, handleMinutes: 10, targetMinutes: 20, sharePercent: 80 },
  });
  expect(found.days.map(({ day, like, expected }) => [day, like, Math.round(expected * 1_000) / 1_000])).toEqual([
    ["2026-11-27", 5, 6],
    ["2026-11-28", 6, 6],
    ["2026-11-29", 7, 6],
  ]);
  const hours = found.days[0]?.hours ?? [];
  expect(hours.map((hour) => Math.round(hour.expected))).toEqual(hours.map((_, h) => (h === 10 || h === 11 ? 3 : 0)));
  expect(hours[10]).toMatchObject({ at: "2026-11-27T02:00:00.000Z", agents: 1 });
  expect(hours[10]?.serviceLevel).toBeCloseTo(1 - 0.5 * Math.exp(-1), 9);
  expect(hours[3]).toMatchObject({ expected: 0, agents: 0 });
  expect(found.errors).toMatchObject({ days: 28, wape: 0, bias: 0, naiveWape: 0 });
  for (const { from, to, opened } of found.history) {
    const { items } = await listTickets({ ctx, input: { metric: "opened", from, to, limit: 100 } });
    expect(items).toHaveLength(opened);
  }
});

test("too little history gives no forecast, and says how much there is", async () => {
  await fill(10);
  const found = await forecastTickets({ ctx, input: {} });
  expect(found).toMatchObject({ days: [], historyDays: 10, errors: { days: 0, wape: null } });
  expect(found.staffing).toMatchObject({ handleFrom: "assumed", handleMs: 600_000 });
});

test("an empty desk has none either, and agents may not ask", async () => {
  expect(await forecastTickets({ ctx, input: {} })).toMatchObject({ days: [], historyDays: 0 });
  const agent: Ctx = { ...ctx, actor: { kind: "staff", id: "a", name: "A", role: "agent", freshUntil: null } };
  await expect(forecastTickets({ ctx: agent, input: {} })).rejects.toMatchObject({ status: 403 });
});
