import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { conflict, DomainError, unauthenticated } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { clientAddress } from "./client-address.ts";
import { localeOf } from "./locale.ts";
import { methodNotAllowed, parseInput, problem } from "./problem.ts";
import { consume, forgetLimits, rateLimitHeaders } from "./rate-limit.ts";

const request = (headers: Record<string, string> = {}) => new Request("http://localhost/x?secret=1", { headers });
afterEach(forgetLimits);

describe("problem", () => {
  it("is problem+json with the code, the fields and the details", async () => {
    const error = conflict("TOPUP_IN_PROGRESS", "Another one runs.", { details: { topupId: "t1", status: 200 } });
    const response = problem(error, request({ "accept-language": "en" }));
    expect(response.status).toBe(409);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      type: "/docs#TOPUP_IN_PROGRESS",
      title: "Another top-up of this order is on its way",
      status: 409,
      detail: "Another one runs.",
      code: "TOPUP_IN_PROGRESS",
      topupId: "t1",
    });
  });

  it("asks for credentials with 401", () => {
    expect(problem(unauthenticated(), request()).headers.get("www-authenticate")).toContain("Bearer");
  });

  it("shows nothing of an unknown error but an id", async () => {
    logger.level = "silent";
    const response = problem(new Error("password=hunter2 at db"), request());
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain("hunter2");
    expect(JSON.parse(text)).toMatchObject({ code: "INTERNAL", errorId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it("speaks the caller's language, field by field", async () => {
    const schema = z.object({ data: z.object({ amountFen: z.number().int() }) });
    const attempt = (locale: "zh-CN" | "en") => {
      try {
        parseInput(schema, { data: { amountFen: "x" } }, locale);
      } catch (error) {
        return (error as DomainError).errors;
      }
    };
    expect(attempt("en")).toEqual([{ path: "data.amountFen", message: expect.stringContaining("expected number") }]);
    expect(attempt("zh-CN")?.[0]?.message).toMatch(/[\u4e00-\u9fff]/);
    const response = problem(new DomainError(422, "VALIDATION_FAILED", "x"), request({ "accept-language": "zh" }));
    expect(await response.json()).toMatchObject({ title: "有些内容填写不正确" });
  });

  it("names the methods that a path has", () => {
    const response = methodNotAllowed("POST")(request());
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });
});

describe("localeOf", () => {
  it.each([
    ["en-GB,en;q=0.9,zh;q=0.8", "en"],
    ["zh-TW;q=0.5,en;q=0.4", "zh-CN"],
    ["fr, de", "zh-CN"],
    ["en;q=nonsense", "zh-CN"],
    ["", "zh-CN"],
  ])("%s → %s", (header, locale) => {
    expect(localeOf(new Headers({ "accept-language": header }))).toBe(locale);
  });
});

describe("limits", () => {
  const budget = { name: "test", points: 2, windowS: 60 };

  it("refuses what is over the budget and says when to come back", async () => {
    const spent = await consume(budget, "a");
    expect(rateLimitHeaders(spent)).toMatchObject({ "RateLimit-Limit": "2", "RateLimit-Remaining": "1" });
    await consume(budget, "a");
    const refusal = await consume(budget, "a").catch((error: unknown) => error);
    expect(refusal).toMatchObject({ status: 429, code: "RATE_LIMITED" });
    const { headers } = problem(refusal, request());
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(headers.get("ratelimit-policy")).toBe('"test";q=2;w=60');
    await expect(consume(budget, "b")).resolves.toMatchObject({ remaining: 1 });
  });
});

describe("clientAddress", () => {
  const of = (header: string, hops: number) => clientAddress(new Headers({ "x-forwarded-for": header }), hops);

  it("believes as many proxies as there are", () => {
    expect(of("6.6.6.6, 10.0.0.1", 0)).toBe("10.0.0.1");
    expect(of("6.6.6.6, 1.2.3.4, 10.0.0.1", 1)).toBe("1.2.3.4");
    expect(of("1.2.3.4", 3)).toBe("1.2.3.4");
    expect(clientAddress(new Headers(), 0)).toBe("unknown");
  });

  it("counts a subscriber's IPv6 network as one, and mapped IPv4 as IPv4", () => {
    expect(of("2001:db8:1:2:aaaa::1", 0)).toBe(of("2001:db8:1:2:bbbb::9", 0));
    expect(of("::1", 0)).toBe("0:0:0:0::/64");
    expect(of("::ffff:192.0.2.7", 0)).toBe("192.0.2.7");
  });
});
