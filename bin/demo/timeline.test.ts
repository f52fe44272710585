import { expect, test } from "vitest";
import { DomainError } from "#server/core/errors.ts";
import { Random } from "./random.ts";
import { play, type Script } from "./timeline.ts";
import { planWorld } from "./world.ts";

test("acts of all scripts happen in the order of their times", async () => {
  const done: number[] = [];
  async function* script(times: number[]): Script {
    for (const time of times) {
      yield new Date(time);
      done.push(time);
    }
  }
  await play([script([5, 9, 30]), script([1, 7, 8]), script([2])]);
  expect(done).toEqual([1, 2, 5, 7, 8, 9, 30]);
});

test("the same seed plans the same month, within the last 30 days and never in the future", () => {
  const now = new Date("2026-05-04T06:30:00Z");
  const world = planWorld(new Random(7), now);
  expect(planWorld(new Random(7), now)).toEqual(world);
  expect(world.planned).toHaveLength(2_200);
  expect(world.planned.filter(({ asks }) => asks !== "no")).toHaveLength(500);
  expect(new Set(world.planned.map(({ purchase }) => purchase.orderNo)).size).toBe(2_200);
  expect(new Set(world.planned.map(({ purchase }) => purchase.outTradeNo)).size).toBe(2_200);
  const times = world.planned.map(({ purchase }) => purchase.at.getTime());
  expect(Math.max(...times)).toBeLessThan(now.getTime());
  expect(Math.min(...times)).toBeGreaterThan(now.getTime() - 31 * 86_400_000);
  expect(new Set(world.planned.filter(({ asks }) => asks !== "no").map(({ kind }) => kind)).size).toBe(39);
});

test("a script that is refused ends there, and the others go on; what is a mistake ends all", async () => {
  const seen: number[] = [];
  async function* refused(): Script {
    yield new Date(1);
    throw new DomainError(409, "NO", "No.");
  }
  async function* other(): Script {
    yield new Date(2);
    seen.push(2);
  }
  expect(await play([refused(), other()])).toMatchObject([{ code: "NO" }]);
  expect(seen).toEqual([2]);
  async function* mistaken(): Script {
    yield new Date(1);
    throw new Error("a mistake");
  }
  await expect(play([mistaken()])).rejects.toThrow("a mistake");
});
