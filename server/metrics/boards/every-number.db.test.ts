import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { metricCells } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { metricDefinition } from "../definitions.ts";
import type { SliceInput } from "../slice.ts";
import { behindNumber, ignoredBy, numberOf, numbers } from "./numbers.ts";
import { causes, channels, randomDesk } from "./random-desk.ts";
import { boardNames } from "./schemas.ts";
import { board, provenOf } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const slices: SliceInput[] = [
  {},
  { cause: "CB_MISSING" },
  { channel: "alipay" },
  { agent: "u1" },
  { agent: "none" },
  { queue: "vip" },
  { cause: "none" },
  { channel: "wechatpay", agent: "u2", cause: "UNKNOWN", queue: "general" },
];
/** Whole days until after now, and a time that begins and ends within an hour. */
const periods = [{}, { from: "2026-11-08T18:20:17Z", to: "2026-11-11T07:45:03Z" }];

describe.each([1, 2])("every number on every dashboard is what its list says (%i)", (seed) => {
  test("under every filter, beside the period before, at any border", async () => {
    await randomDesk(seed, 45);
    const shown = new Set<string>();
    const stood = new Map<string, number>();
    for (const name of boardNames) {
      for (const [i, slice] of slices.entries()) {
        for (const [j, period] of periods.entries()) {
          // Each of the two desks walks half of them, so that all are walked.
          if ((i + j + seed) % 2 === 0) continue;
          const found = await board(name, { ...slice, ...period });
          const { numbers: n, wrong } = await provenOf(found);
          expect([name, slice, period, wrong]).toEqual([name, slice, period, []]);
          expect(n).toBeGreaterThan(5);
          const columns = [...found.tiles, ...found.tables.flatMap((table) => table.columns)];
          for (const { metric } of columns) shown.add(numberOf(metric));
          for (const { metric, value } of found.tiles) if (value) stood.set(metric, value);
        }
      }
    }
    // What is in the list of numbers is shown somewhere, and what was walked is not all nothing.
    expect([...shown].sort()).toEqual(Object.keys(numbers).sort());
    for (const metric of Object.keys(numbers)) {
      for (const locale of ["zh-CN", "en"] as const) {
        expect([metric, metricDefinition(metric, locale)?.text]).not.toContain(undefined);
      }
    }
    expect(stood.size).toBeGreaterThan(25);
  });
});

describe("a number that is not what its list says", () => {
  test("is found: wrong cells, wrong drills, wrong shares", async () => {
    await randomDesk(3, 30);
    expect((await provenOf(await board("overview"))).wrong).toEqual([]);
    await transact((tx) => tx.update(metricCells).set({ n: 999 }));
    const { wrong } = await provenOf(await board("overview"));
    for (const metric of ["attainment", "opened", "resolved", "one_touch", "open"]) {
      expect(wrong.filter((line) => line.startsWith(metric))).not.toEqual([]);
    }
  });

  test("is found where a list forgets a filter", async () => {
    await randomDesk(4, 30);
    const found = await board("money", { agent: "u1" });
    const tiles = found.tiles.map((tile) => {
      const { agent: _, assignee: __, ...query } = tile.drill.query;
      return { ...tile, drill: { ...tile.drill, query } };
    });
    expect((await provenOf({ ...found, tiles })).wrong.length).toBeGreaterThan(1);
  });
});

test("a number that no list stands behind cannot be shown", () => {
  expect(() => behindNumber("nonsense")).toThrow("nonsense");
});

test("filters that a number does not know are named", () => {
  expect(ignoredBy("channel_failure", { agent: "u1", channel: channels[0] })).toEqual(["agent"]);
  expect(ignoredBy("checklist.started", { cause: causes[0], queue: "vip" })).toEqual(["queue"]);
  expect(ignoredBy("opened", { cause: causes[0], queue: "vip", agent: "u1", channel: "x" })).toEqual([]);
});
