import { afterEach, describe, expect, test, vi } from "vitest";
import { type Budget, consume, forgetLimits, isSpent } from "./rate-limit.ts";

const budget: Budget = { name: "tries", points: 2, windowS: 60 };
afterEach(forgetLimits);

describe("a budget", () => {
  test("is counted for each key, and is refused with what it was once it is used up", async () => {
    expect(await consume(budget, "a")).toMatchObject({ remaining: 1 });
    expect(await isSpent(budget, "a")).toBe(false);
    expect(await consume(budget, "a")).toMatchObject({ remaining: 0 });
    expect(await isSpent(budget, "a")).toBe(true);
    await expect(consume(budget, "a")).rejects.toMatchObject({
      status: 429,
      code: "RATE_LIMITED",
      details: { limit: 2, windowS: 60, budget: "tries" },
    });
    expect(await consume(budget, "b")).toMatchObject({ remaining: 1 });
  });

  test("is one for two copies of this module, as Next.js loads them, and both refuse in the same way", async () => {
    await consume(budget, "a");
    vi.resetModules();
    vi.doMock("rate-limiter-flexible", async (real) => ({ ...(await real<object>()), RateLimiterRes: class {} }));
    const copy = await import("./rate-limit.ts");
    vi.doUnmock("rate-limiter-flexible");
    expect(await copy.consume(budget, "a")).toMatchObject({ remaining: 0 });
    await expect(copy.consume(budget, "a")).rejects.toMatchObject({ code: "RATE_LIMITED" });
    await expect(consume(budget, "a")).rejects.toMatchObject({ code: "RATE_LIMITED" });
  });
});
