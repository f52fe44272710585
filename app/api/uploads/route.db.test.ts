import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { attachments } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { notFound } from "#server/core/errors.ts";
import { startDiagnosis } from "#server/diagnosis/index.ts";
import { POST } from "./route.ts";

freshDatabase({ beforeEach, afterEach });

const heard = vi.hoisted(() => ({ answers: [] as unknown[], refuse: null as Error | null }));
vi.mock("#server/diagnosis/index.ts", async (real) => ({
  ...(await real<object>()),
  answerQuestion: async ({ input }: { input: unknown }) => {
    if (heard.refuse) throw heard.refuse;
    heard.answers.push(input);
  },
}));
vi.mock("#app/(customer)/_lib/session.ts", () => ({
  diagnosisContext: async (id: string) => ctx(`diagnosis:${id}`),
  ticketContext: async () => undefined,
  spend: async () => undefined,
}));
vi.mock("next-intl/server", () => ({ getTranslations: async () => (key: string) => key }));

const ctx = (id: string) => ({ actor: { kind: "customer" as const, id, name: "x" }, clock: { now: () => new Date() } });

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "daozhang-uploads-"));
  overrideEnv({ ...env(), STORAGE_URL: `file:${folder}` });
  heard.answers = [];
  heard.refuse = null;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function upload(query: string, file = "picture") {
  const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#fff" } })
    .png()
    .toBuffer();
  const form = new FormData();
  form.set("kind", "debit_proof");
  form.set("file", new File([file === "picture" ? new Uint8Array(png) : file], "bill.png"));
  const headers = { origin: env().APP_URL, "sec-fetch-site": "same-origin" };
  const url = `${env().APP_URL}/api/uploads?${query}`;
  return (await POST(new Request(url, { method: "POST", body: form, headers }))).headers.get("location");
}
const run = async () => (await startDiagnosis({ ctx: ctx("visitor"), input: { text: "没到账" } })).id;

test("a file that answers a question is kept, answers it by its id, and leads back to the run", async () => {
  const id = await run();
  expect(await upload(`diagnosis=${id}&question=bill`)).toBe(`/d/${id}?added=bill.png#files`);
  const [kept] = await db.select().from(attachments);
  expect(heard.answers).toEqual([{ id, questionId: "bill", value: kept?.id }]);
});

test("a question that was settled meanwhile needs no answer; the file is kept all the same", async () => {
  const id = await run();
  heard.refuse = Object.assign(notFound("X"), { code: "QUESTION_SETTLED" });
  expect(await upload(`diagnosis=${id}&question=bill`)).toBe(`/d/${id}?added=bill.png#files`);
  expect(await db.select().from(attachments)).toHaveLength(1);
});

test.each([
  ["&question=bill", ""],
  ["&back=read", "/read"],
  ["", "/proofs"],
])("what is wrong with a file is told on the page that its form stood on (%s)", async (query, page) => {
  const id = await run();
  expect(await upload(`diagnosis=${id}${query}`, "MZ nonsense")).toBe(`/d/${id}${page}?failed=DISGUISED#files`);
  expect([await db.select().from(attachments), heard.answers]).toEqual([[], []]);
});
