import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { env } from "#server/core/env.ts";
import { OTHER, seeded } from "#server/customers/testing.ts";
import { forgetLimits } from "#server/http/index.ts";
import { customer, freshStorage, later } from "#server/tickets/testing.ts";
import { POST } from "./route.ts";

let who: string | undefined;
vi.mock("../../_lib/session.ts", () => ({
  customerHere: async () => (who === undefined ? undefined : { customerId: who, ctx: customer(who, later(60)) }),
}));

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });
beforeEach(forgetLimits);

const ask = (origin: string) =>
  POST(new Request(`${env().APP_URL}/mine/export`, { method: "POST", headers: { origin, "x-real-ip": "192.0.2.1" } }));

test("a customer saves what is theirs, from our own page and nobody else", async () => {
  await seeded();
  await seeded("C2002", "O2", OTHER);
  who = undefined;
  expect((await ask(env().APP_URL)).status).toBe(401);
  who = "C1001";
  expect((await ask("https://elsewhere.example")).status).toBe(403);
  const answer = await ask(env().APP_URL);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("cache-control")).toContain("no-store");
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="customer-C1001.zip"');
  const zip = Buffer.from(await answer.arrayBuffer());
  expect(zip.subarray(0, 2).toString()).toBe("PK");
});
