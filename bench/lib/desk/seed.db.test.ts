import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dialect } from "#db/columns.ts";
import { checkDesk } from "./check.ts";
import { Random } from "./random.ts";
import { seedDesk, worldOf } from "./seed.ts";
import { COMMON_WORD, customerText } from "./texts.ts";

test.runIf(dialect === "sqlite")(
  "a seeded desk is as verbs would have left it, its evidence and numbers among it",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "daozhang-desk-"));
    try {
      const url = `file:${join(folder, "desk.db")}`;
      const world = worldOf(600, Date.now());
      await seedDesk(url, world, () => undefined);
      expect(await checkDesk(url, world, true)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

test("what people write has words that are common", () => {
  const random = new Random(1);
  const texts = Array.from({ length: 500 }, (_, n) => customerText(random, n));
  const share = texts.filter((text) => text.includes(COMMON_WORD)).length / texts.length;
  expect(share).toBeGreaterThan(0.1);
  expect(share).toBeLessThan(0.6);
});
