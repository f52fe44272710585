import { expect, test } from "vitest";
import { turns } from "./turns.ts";

test("two at a time, the others in order, and no more than the line holds", async () => {
  const inTurn = turns({ running: 2, waiting: 3 });
  const begun: number[] = [];
  const release: (() => void)[] = [];
  const work = (n: number) =>
    inTurn(async () => {
      begun.push(n);
      await new Promise<void>((resolve) => release.push(resolve));
      if (n === 1) throw new Error("one fails and gives its place on all the same");
    });
  const all = [0, 1, 2, 3, 4].map(work);
  const settled = Promise.allSettled(all);
  await expect(work(5)).rejects.toMatchObject({ status: 503, code: "BUSY" });
  expect(begun).toEqual([0, 1]);
  for (let i = 0; i < 5; i++) {
    await expect.poll(() => release.length).toBeGreaterThan(i);
    release[i]?.();
  }
  expect((await settled).map((result) => result.status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled",
  ]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});
