import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { attachments, diagnoses, diagnosisLog } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { env } from "#server/core/env.ts";
import { forgetLimits } from "#server/http/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { POST } from "./route.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(() => forgetLimits());

const jar = new Map<string, string>();
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { value: jar.get(name) } : undefined),
    set: (name: string, value: string) => jar.set(name, value),
  }),
  headers: async () => new Headers(),
}));
vi.mock("next-intl/server", () => ({
  getLocale: async () => "zh-CN",
  getTranslations: async () => (key: string) => key,
}));
beforeEach(() => jar.clear());

function post(fields: Record<string, string | File>, { json = true, origin = env().APP_URL } = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const headers = { origin, "sec-fetch-site": "same-origin", ...(json ? { accept: "application/json" } : {}) };
  return POST(new Request(`${env().APP_URL}/api/start`, { method: "POST", body: form, headers }));
}
const runs = () => db.select().from(diagnoses);
const nextOf = async (answer: Response) =>
  ((await answer.json()) as { next: string }).next.replace(/\/d\/[^/]+/, "/d/ID");

test.each([
  ["a number alone asks whose it is", { text: "KM209901010000000000" }, "/d/ID/prove"],
  ["a story without a number asks for one", { text: "扣了200没到账" }, "/d/ID/read"],
  ["pictures that follow are confirmed with the text", { text: "KM209901010000000000", pictures: "1" }, "/d/ID/read"],
  ["numbers of a link", { orderNo: "KM209901010000000000", text: "" }, "/d/ID/prove"],
])("%s", async (_, fields, next) => {
  const answer = await post(fields);
  expect(answer.status).toBe(201);
  expect(await nextOf(answer)).toBe(next);
  expect(await runs()).toHaveLength(1);
});

test("a payment's number beside its order leads to the run at once, unless too many were tried from one address", async () => {
  await send(paidWithoutCallback("KM1", 0));
  const named = { orderNo: "KM1", paymentNo: "2026000000000001" };
  expect(await nextOf(await post(named))).toBe("/d/ID");
  for (let tried = 0; tried < 29; tried++) await post({ orderNo: "KM2", paymentNo: `202600000000${1_000 + tried}` });
  expect(await nextOf(await post(named))).toBe("/d/ID/prove");
});

test.each([
  ["a megabyte of text", { text: "没到账 ".repeat(250_000) }, 422, "tooLong"],
  ["nothing", { text: "  " }, 422, "empty"],
  ["a number that is none", { orderNo: "<script>", text: "" }, 422, "badNumber"],
  [
    "more than anything that may be kept",
    { text: "x", file: new File([new Uint8Array(25 << 20)], "a.png") },
    413,
    "tooLong",
  ],
])("%s is refused, and nothing is stored", async (_, fields, status, code) => {
  const answer = await post(fields);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ errors: [{ code }] });
  const plain = await post(fields, { json: false });
  expect([plain.status, plain.headers.get("location")]).toEqual([303, `/?failed=${code}`]);
  expect([await runs(), await db.select().from(diagnosisLog)]).toEqual([[], []]);
});

test("a form from another site is refused", async () => {
  const answer = await post({ text: "没到账" }, { origin: "https://elsewhere.example" });
  expect(answer.status).toBe(403);
  expect(await runs()).toEqual([]);
});

test("a plain form's bad picture is told on the run's page, and the text is kept", async () => {
  const answer = await post({ text: "没到账", file: new File(["%PDF-nonsense"], "bill.png") }, { json: false });
  expect(answer.headers.get("location")).toMatch(/^\/d\/[^/]+\/read\?failed=(?:DISGUISED|BROKEN|TYPE)#files$/);
  expect(await db.select().from(attachments)).toEqual([]);
  const [started] = await db.select().from(diagnosisLog);
  expect(started?.data).toMatchObject({ given: { text: "没到账" } });
});
