import { afterEach, beforeEach, expect, test } from "vitest";
import { connection, db } from "#db/client.ts";
import { rateLimits } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { consume, exhaust, forgetLimits, frontDoor, isSpent } from "./index.ts";
import { doorBudget } from "./limits.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(forgetLimits);

const budget = { name: "test", points: 2, windowS: 60 };

test("processes that share a database share what is left; those that do not, count alone", async () => {
  expect((await consume(budget, "a")).remaining).toBe(1);
  expect((await consume(budget, "b")).remaining).toBe(1);
  // What a second process knows: nothing but what stands in the database.
  forgetLimits();
  const shared = connection().dialect === "postgres";
  expect((await consume(budget, "a")).remaining).toBe(shared ? 0 : 1);
  expect(await db.select().from(rateLimits)).toHaveLength(shared ? 2 : 0);
});

test("a flood is refused, and says when to come back", async () => {
  await consume(budget, "a");
  await consume(budget, "a");
  for (let n = 0; n < 5; n++) await expect(consume(budget, "a")).rejects.toMatchObject({ code: "RATE_LIMITED" });
  expect(await isSpent(budget, "a")).toBe(true);
  expect(await isSpent(budget, "b")).toBe(false);
});

test("the front door counts addresses, and neither signed messages, keys nor assets", async () => {
  const headers = { "x-forwarded-for": "192.0.2.7" };
  expect((await frontDoor("/", headers)).headers["RateLimit-Limit"]).toBe(String(doorBudget.points));
  await exhaust(doorBudget, "192.0.2.7");
  const { refusal } = await frontDoor("/t/TK1", { ...headers, "accept-language": "zh-CN" });
  expect(refusal?.status).toBe(429);
  expect(Number(refusal?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refusal?.headers.get("ratelimit-remaining")).toBe("0");
  for (const url of ["/api/events", "/api/gateways/epay/c/notify?a=1", "/_next/static/a.js"])
    expect((await frontDoor(url, headers)).refusal, url).toBeUndefined();
  expect((await frontDoor("/api/v1/tickets", { ...headers, authorization: "Bearer dz_x" })).refusal).toBeUndefined();
  for (const url of ["/", "/api/auth/passkey/sign-in/begin", "/api/v10", "/api/v1x?a=/api/v1/", "/iconX", "/faviconX"])
    expect((await frontDoor(url, { ...headers, authorization: "x" })).refusal?.status, url).toBe(429);
  expect((await frontDoor("/icon.svg?v=1", headers)).refusal).toBeUndefined();
  expect((await frontDoor("/", { "x-forwarded-for": "192.0.2.8" })).refusal).toBeUndefined();
});
