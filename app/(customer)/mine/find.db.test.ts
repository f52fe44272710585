import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { forgetLimits } from "#server/http/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { grants } from "../_lib/session.ts";
import { find } from "./find.ts";

freshDatabase({ beforeEach, afterEach });

const jar = vi.hoisted(() => new Map<string, string>());
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) } : undefined),
    set: (name: string, value: string) => jar.set(name, value),
  }),
  headers: async () => new Headers(),
}));
vi.mock("next-intl/server", () => ({
  getLocale: async () => "zh-CN",
  getTranslations: async () => (name: string) => name,
}));
vi.mock("next/navigation", () => ({
  redirect: (to: string) => {
    throw new Error(`to ${to}`);
  },
}));
beforeEach(() => {
  jar.clear();
  forgetLimits();
});

async function ask(orderNo: string, proof: string): Promise<string> {
  const data = new FormData();
  data.set("orderNo", orderNo);
  data.set("proof", proof);
  const answer = find({ values: {}, errors: [], turn: 0 }, data);
  return answer.then(
    ({ errors }) => JSON.stringify(errors),
    (error: Error) => error.message,
  );
}

test("an order is found by its number and a second thing; wrong and unknown answer alike, and let nobody in", async () => {
  await send(paidWithoutCallback("D1", 0));
  const wrong = await ask("D1", "999999");
  expect(await ask("D404", "999999")).toBe(wrong);
  expect(wrong).toContain("wrong");
  expect(await ask("D1", "")).toContain("proofEmpty");
  expect((await grants()).diagnoses).toEqual([]);
  const found = await ask("D1", "000001");
  expect(found).toMatch(/^to \/d\//);
  expect((await grants()).diagnoses).toEqual([found.slice("to /d/".length)]);
});

test("an order cannot be guessed: after twenty failures its right proof waits, too", async () => {
  await send(paidWithoutCallback("D1", 0));
  for (let i = 0; i < 20; i += 1) {
    forgetLimits();
    await ask("D1", `99999${i % 10}`);
  }
  forgetLimits();
  expect(await ask("D1", "000001")).toContain("tooMany");
  expect((await grants()).diagnoses).toEqual([]);
});
