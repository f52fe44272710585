import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { env } from "#server/core/env.ts";
import { routeMatrix } from "#server/core/matrix/index.ts";
import { exhaust, forgetLimits, type Limit, routeLimits } from "#server/http/index.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(forgetLimits);

vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined, set: () => undefined }),
  headers: async () => new Headers(),
}));
vi.mock("next-intl/server", () => ({
  getLocale: async () => "zh-CN",
  getTranslations: async () => (key: string) => key,
}));

type Handler = (request: Request, route: { params: Promise<Record<string, unknown>> }) => Promise<Response>;
const routes = Object.keys(routeMatrix).map((name) => {
  const [method = "", address = ""] = name.split(" ");
  return { name, method, address, who: routeMatrix[name] };
});

/** The handler of a route as Next.js would find it, whichever group of pages it stands in. */
async function handlerOf({ method, address }: (typeof routes)[number]): Promise<Handler> {
  const group = ["", "/(customer)", "/(staff)", "/(embed)"].find((one) => existsSync(`app${one}${address}/route.ts`));
  const module = (await import(/* @vite-ignore */ `/app${group}${address}/route.ts`)) as Record<string, Handler>;
  const handler = module[method];
  if (!handler) throw new Error(`${address} has no ${method}`);
  return handler;
}

async function ask(route: (typeof routes)[number], headers: Record<string, string> = {}): Promise<Response> {
  const address = route.address.replace("[...all]", "get-session").replaceAll(/\[\w+\]/g, "X1");
  const form = new FormData();
  form.set("text", "nothing");
  const body = route.method === "GET" ? {} : { body: form };
  const request = new Request(`${env().APP_URL}${address}`, { method: route.method, headers, ...body });
  const params = Promise.resolve({ id: "X1", token: "X1", number: "X1", channel: "X1", all: ["get-session"] });
  return (await handlerOf(route))(request, { params });
}
const own = { origin: env().APP_URL, "sec-fetch-site": "same-origin" };

/** Writes that no browser's cookie opens: a signature, or the secret in a mail's link. */
const cookieless = new Set(["signed", "token"]);
const foreign: Record<string, string>[] = [
  { origin: "https://evil.example" },
  { origin: "null" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
];
const writes = routes.filter(({ method, who }) => method !== "GET" && !cookieless.has(String(who)));

describe("routes outside /api/v1", () => {
  it("all have a limit, and no other has", () => {
    expect(Object.keys(routeLimits).toSorted()).toEqual(Object.keys(routeMatrix).toSorted());
  });

  it("let nobody in who is not known, and set nobody's cookie", async () => {
    for (const route of routes.filter(({ who }) => who !== "public" && who !== "token")) {
      const { status, headers } = await ask(route, own);
      // A plain form is sent back to a page that says what failed.
      const told = status === 303 ? `${headers.get("location")}` : String(status);
      expect(told, route.name).toMatch(/^(401|403|404|415|503)$|failed=/);
      expect(headers.getSetCookie(), route.name).toEqual([]);
    }
  });

  it("leave nothing in a cache, but what everybody may know", async () => {
    for (const route of routes) {
      const answer = await ask(route, own);
      const kept = answer.headers.get("cache-control") ?? "";
      if (route.name === "GET /api/openapi.json") expect(kept).toContain("public");
      else expect(kept, route.name).toContain("no-store");
    }
  });

  it("write nothing that a page of another site asks for", async () => {
    for (const route of writes) {
      for (const from of foreign) {
        const answer = await ask(route, { ...from, accept: "application/json" });
        if (answer.status === 303) expect(answer.headers.get("location"), route.name).toContain("failed=");
        else expect([403, 404], route.name).toContain(answer.status);
        expect(answer.headers.getSetCookie(), route.name).toEqual([]);
      }
    }
  });

  it("answer 429, and when to come back, to an address that asks too often", async () => {
    for (const route of routes) {
      const budgets = routeLimits[route.name as keyof typeof routeLimits] as Limit | string;
      if (typeof budgets === "string") continue;
      await exhaust(budgets.address, "192.0.2.7");
      const answer = await ask(route, { ...own, accept: "application/json", "x-forwarded-for": "192.0.2.7" });
      // A plain form, or link, leads on to a page that says so.
      if (answer.status === 303)
        expect(answer.headers.get("location"), route.name).toMatch(/failed=|^\/t\/X1$|^\/hand-over$/);
      else {
        expect(answer.status, route.name).toBe(429);
        expect(Number(answer.headers.get("retry-after")), route.name).toBeGreaterThan(0);
        expect(answer.headers.get("ratelimit-remaining"), route.name).toBe("0");
      }
    }
  });
});
