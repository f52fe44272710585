import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { forgetLimits } from "#server/http/index.ts";
import { runContext, spend, spendOn } from "./session.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(forgetLimits);

const from = vi.hoisted(() => ({ address: "192.0.2.1" }));
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined }),
  headers: async () => new Headers({ "x-forwarded-for": from.address }),
}));
vi.mock("next-intl/server", () => ({ getLocale: async () => "zh-CN" }));

const budget = { name: "test", points: 2, windowS: 60 };
const tooMany = { code: "RATE_LIMITED" };

test("acts are counted by address and by run, each for itself", async () => {
  for (let n = 0; n < 2; n++) await spend(budget);
  await expect(spend(budget)).rejects.toMatchObject(tooMany);
  from.address = "192.0.2.2";
  await spend(budget);
  // Many addresses, one run.
  for (let n = 0; n < 2; n++) await spendOn(budget, runContext("R1"));
  await expect(spendOn(budget, runContext("R1"))).rejects.toMatchObject(tooMany);
  await spendOn(budget, runContext("R2"));
});
