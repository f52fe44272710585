import { parse } from "csv-parse/sync";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { diagnoses, ratings, tickets, user } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { metricsSeries } from "../metrics-series.ts";
import { listRecords } from "../records/list.ts";
import * as world from "../testing.ts";
import { at, ctx, FROM, NOW, replied, resolved, TO, ticket, topup } from "../testing.ts";
import { boardCsv } from "./board-csv.ts";
import { boardNames, type Drill } from "./schemas.ts";
import { board, listed, provenOf } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

async function person(id: string, name: string): Promise<void> {
  const row = { id, name, email: `${id}@shop.example`, emailVerified: true, role: "agent" as const };
  await transact((tx) => tx.insert(user).values({ ...row, createdAt: NOW, updatedAt: NOW }));
}

async function fill(): Promise<void> {
  await person("u1", "Li");
  await person("u2", "An");
  const mine = { assigneeId: "u1", channel: "alipay", amountFen: 300 };
  const first = await ticket(
    "10T00:00",
    {
      ...mine,
      ...resolved("11T01:00", { publicReplyCount: 1, requesterWaitMs: 5_000, agentWorkMs: 4_000, ratedGood: false }),
      ...replied("10T00:00", 10),
    },
    [
      { metric: "first_response", due: "10T02:00", decided: "10T00:10", outcome: "met" },
      // It waited for a supplier from 21:00 to 04:00: late for the customer, in time for who did the work.
      { metric: "resolution", due: "10T22:00", decided: "11T01:00", outcome: "breached", agent: { outcome: "met" } },
    ],
  );
  await ticket("10T03:00", { assigneeId: "u2", nextDueAt: at("11T12:10"), amountFen: 50, queue: "vip" }, [
    { metric: "next_response", due: "10T05:00", decided: "10T04:00", outcome: "met" },
    { metric: "next_response", due: "10T09:00", decided: "10T09:30", outcome: "breached" },
    { metric: "resolution", due: "11T09:00" },
  ]);
  await ticket("11T00:00", { ...mine, causeCode: "UNKNOWN", nextDueAt: at("11T11:00") }, [
    { metric: "first_response", due: "11T02:00" },
  ]);
  await ticket(
    "09T00:00",
    resolved("10T02:00", { firstResolvedAt: at("09T20:00"), reopenCount: 1, channel: "wechatpay" }),
  );
  const [{ id: ticketId = "" } = {}] = await db.select().from(tickets).where(eq(tickets.number, first));
  await transact((tx) =>
    tx.insert(ratings).values([
      { ticketId, round: 0, good: false, at: at("11T03:00"), resolvedAt: at("11T01:00"), version: 1 },
      { ticketId, round: 1, good: true, at: at("11T03:00"), resolvedAt: at("11T01:30"), version: 1 },
    ]),
  );
  await topup("10T02:00", 120, first);
  await topup("11T02:00", 30, null);
  await world.built();
}

describe("every number on a dashboard", () => {
  beforeEach(fill);

  test.each(boardNames)("of %s is what its list says", async (name) => {
    for (const slice of [{}, { agent: "u1" }, { channel: "alipay", agent: "u1" }, { queue: "vip" }]) {
      expect([name, slice, (await provenOf(await board(name, slice))).wrong]).toEqual([name, slice, []]);
    }
  });

  test("says what it was before only when asked", async () => {
    const found = await board("sla");
    expect(found.previous).toEqual({ from: "2026-11-07T16:00:00.000Z", to: FROM.replace("Z", ".000Z") });
    const alone = await board("sla", { compare: "false" });
    expect(alone.previous).toBeNull();
    expect(alone.tiles.every((tile) => tile.previous === null && tile.before === null)).toBe(true);
  });

  test.each(boardNames)(
    "of %s says nothing of before in its tables and its file when that is not asked for",
    async (name) => {
      const asked = { board: name, from: FROM, to: TO };
      const [beside, alone] = [await board(name), await board(name, { compare: "false" })];
      const told = beside.tables.filter(({ id }) => id !== "moved");
      expect(alone.tables.map(({ id }) => id)).toEqual(told.map(({ id }) => id));
      for (const [i, table] of alone.tables.entries()) {
        const { columns = [], rows = [] } = told[i] ?? {};
        const kept = columns.flatMap(({ metric }, at) => (metric.endsWith(".before") ? [] : [at]));
        expect(table.columns).toEqual(kept.map((at) => columns[at]));
        expect(table.rows.map(({ cells }) => cells)).toEqual(rows.map(({ cells }) => kept.map((at) => cells[at])));
      }
      const file = async (compare: "true" | "false") =>
        (await boardCsv({ ctx, input: { ...asked, compare }, locale: "en" })).bytes.toString("utf8");
      expect(await file("true")).toMatch(/before/i);
      expect(await file("false")).not.toMatch(/before/i);
    },
  );

  test("promises are counted by clock, by day and by queue", async () => {
    const { tiles, tables } = await board("sla");
    expect(tiles[0]).toMatchObject({ metric: "attainment", value: 2 / 6, of: 6 });
    const rows = (id: string) =>
      tables.find((table) => table.id === id)?.rows.map(({ key, cells }) => [key, ...cells.map((cell) => cell.value)]);
    expect(rows("day")).toEqual([
      ["2026-11-10", 2, 1, 2 / 3],
      ["2026-11-11", 0, 3, 0],
    ]);
    expect(rows("queue")?.map((row) => row.slice(0, 5))).toEqual([
      ["general", 2, 1, 2, 1 / 3],
      ["vip", 1, 1, 2, 1 / 3],
    ]);
  });
});

test("people stand by name, and of fewer than five nothing is told but counts", async () => {
  await fill();
  const { tables } = await board("people");
  const rows = tables[0]?.rows ?? [];
  expect(rows.map((row) => row.label)).toEqual(["An", "Li", null]);
  const ratio = rows[1]?.cells[2];
  expect(ratio).toMatchObject({ value: null, of: 3, few: true });
  expect(rows[1]?.cells[0]).toMatchObject({ value: 2, few: false });
});

test("satisfaction is of the last resolution's ratings, beside how many there are", async () => {
  await fill();
  const { tiles } = await board("causes");
  const of = (metric: string) => tiles.find((tile) => tile.metric === metric);
  expect(of("satisfaction")).toMatchObject({ value: 0, of: 1 });
  expect(of("rating_response")).toMatchObject({ value: 0.5, of: 2 });
});

test("people are measured by their own clocks, which stand still while they wait for a supplier", async () => {
  await fill();
  const { items } = await metricsSeries({ ctx, input: { from: FROM, to: TO, groupBy: "agent" } });
  const li = items.find((item) => item.key === "u1");
  expect(li).toMatchObject({ attainment: { met: 1, breached: 2 }, workAttainment: { met: 2, breached: 1 } });
  const { items: late } = await listRecords({
    ctx,
    input: { metric: "work.breached", from: FROM, to: TO, agent: "u1" },
  });
  expect(late).toMatchObject([{ what: "first_response", outcome: "breached", tookMs: null }]);
});

test("the checklist's accuracy opens the tickets that it was right about", async () => {
  await transact(async (tx) => {
    for (const [id, causeCode] of [
      ["d1", "CB_MISSING"],
      ["d2", "CB_MISSING"],
      ["d3", null],
    ] as const) {
      await tx.insert(diagnoses).values(world.run(id, causeCode));
    }
  });
  await ticket("10T00:00", resolved("10T01:00", { diagnosisId: "d1", finalCauseCode: "CB_MISSING" }));
  await ticket("10T00:00", resolved("10T01:00", { diagnosisId: "d2", finalCauseCode: "UNKNOWN" }));
  await ticket("10T00:00", resolved("10T01:00", { diagnosisId: "d3", finalCauseCode: "UNKNOWN" }));
  await world.built();
  const { tiles, tables } = await board("diagnosis");
  const accuracy = tiles.find(({ metric }) => metric === "checklist.accuracy");
  expect(accuracy).toMatchObject({ value: 0.5, of: 2 });
  expect(await listed(accuracy?.drill as Drill)).toMatchObject({ n: 1 });
  expect(await listed(accuracy?.whole as Drill)).toMatchObject({ n: 2 });
  const rows = tables.find(({ id }) => id === "confused")?.rows ?? [];
  expect(rows.map(({ key, cells }) => [key, ...cells.map((cell) => cell.value)])).toEqual([
    ["CB_MISSING", 1, 1],
    ["UNKNOWN", 1, 0],
  ]);
});

test("records that do not exist and cursors of others are refused", async () => {
  for (const metric of ["promise.nonsense", "promise.met.met", "nonsense", "opened"]) {
    await expect(listRecords({ ctx, input: { metric, from: FROM, to: TO } })).rejects.toMatchObject({
      code: "METRIC_UNKNOWN",
    });
  }
  const cursor = Buffer.from("[1]").toString("base64url");
  await expect(listRecords({ ctx, input: { metric: "promise", from: FROM, to: TO, cursor } })).rejects.toMatchObject({
    code: "BAD_CURSOR",
  });
});

test("a dashboard's file says the same as the dashboard, in plain numbers and in the reader's language", async () => {
  await fill();
  const { bytes, name } = await boardCsv({ ctx, input: { from: FROM, to: TO, board: "sla" }, locale: "zh-CN" });
  const rows: string[][] = parse(bytes, { bom: true, relaxColumnCount: true });
  expect(name).toBe("服务承诺-2026-11-10-2026-11-11.csv");
  expect(rows).toContainEqual(["承诺达成率", "0.3333", "", "6"]);
  expect(rows).toContainEqual(["首次响应时长（中位数）（秒）", "600", "", "1"]);
  expect(rows).toContainEqual(["2026-11-10", "2", "1", "0.6667"]);
  expect(rows).toContainEqual(["解决", "0", "2", "0", ""]);
  const english = await boardCsv({ ctx, input: { from: FROM, to: TO, board: "money" }, locale: "en" });
  expect(english.bytes.toString()).toContain("Amount recovered (yuan),1.50");
});
