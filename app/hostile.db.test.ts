import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { attachments, bills } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { billJobs, uploadBill } from "#server/bills/index.ts";
import { DAY, jobs, setUpChannel } from "#server/bills/testing.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { startDiagnosis } from "#server/diagnosis/index.ts";
import { forgetLimits } from "#server/http/index.ts";
import { type Hostile, hostileFiles, hostileNames } from "#server/tickets/hostile/corpus.ts";
import { readAttachment } from "#server/tickets/index.ts";
import { POST as appeal } from "./(customer)/d/[id]/appeal/upload/route.ts";
import { POST as begin } from "./api/start/route.ts";
import { POST as upload } from "./api/uploads/route.ts";
import { call, keyWith } from "./api/v1/_rest/testing.ts";

freshDatabase({ beforeEach, afterEach });

const visitor = (id: string) => ({
  actor: { kind: "customer" as const, id, name: "x" },
  clock: { now: () => new Date() },
});
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined, set: () => undefined }),
  headers: async () => new Headers(),
}));
vi.mock("next-intl/server", () => ({
  getLocale: async () => "zh-CN",
  getTranslations: async () => (key: string) => key,
}));
vi.mock("#app/(customer)/_lib/session.ts", async (real) => ({
  ...(await real<object>()),
  diagnosisContext: async (id: string) => visitor(`diagnosis:${id}`),
  grant: async () => undefined,
}));

let folder = "";
beforeEach(() => {
  forgetLimits();
  folder = mkdtempSync(join(tmpdir(), "daozhang-hostile-"));
  overrideEnv({ ...env(), STORAGE_URL: `file:${folder}` });
});
afterEach(() => {
  overrideEnv();
  rmSync(folder, { recursive: true, force: true });
});

const made = new Map<string, Buffer>();
async function bytesOf(file: Hostile): Promise<Buffer> {
  const bytes = made.get(file.what) ?? (await file.bytes());
  made.set(file.what, bytes);
  return bytes;
}
async function formOf(file: Hostile, name = file.name): Promise<FormData> {
  const form = new FormData();
  form.set("kind", "debit_proof");
  form.set("text", "没到账");
  form.set("file", new File([new Uint8Array(await bytesOf(file))], name, { type: file.type }));
  return form;
}
const run = async () => (await startDiagnosis({ ctx: visitor("visitor"), input: { text: "没到账" } })).id;
const post = (path: string, body: FormData) =>
  new Request(`${env().APP_URL}${path}`, { method: "POST", body, headers: { origin: env().APP_URL } });

/** Every way in for a file from outside, and whether it told the sender that the file was not taken. */
const doors: Record<string, (file: Hostile, name?: string) => Promise<boolean>> = {
  "POST /api/v1/attachments": async (file, name) => {
    const { status } = await call("POST", "/attachments", { key, raw: await formOf(file, name) });
    if ("code" in file.ends) expect(status, file.what).toBe(file.ends.status);
    return status !== 201;
  },
  "POST /api/uploads": async (file, name) => {
    const answer = await upload(post(`/api/uploads?diagnosis=${await run()}`, await formOf(file, name)));
    return (answer.headers.get("location") ?? "").includes("failed=");
  },
  "POST /api/start": async (file, name) => {
    const answer = await begin(post("/api/start", await formOf(file, name)));
    return (answer.headers.get("location") ?? "").includes("failed=");
  },
  "POST /d/[id]/appeal/upload": async (file, name) => {
    const id = await run();
    const request = post(`/d/${id}/appeal/upload?item=payment_proof`, await formOf(file, name));
    const answer = await appeal(request, { params: Promise.resolve({ id }) });
    return (answer.headers.get("location") ?? "").includes("failed=");
  },
};
let key = "";
const onDisk = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());

describe("hostile files at every door", () => {
  test.each(Object.keys(doors))(
    "%s keeps none that it refuses, and of the others nothing that does harm",
    async (door) => {
      key = await keyWith("*");
      for (const file of hostileFiles) {
        forgetLimits();
        const before = { rows: await db.$count(attachments), files: onDisk().length };
        const refused = await doors[door]?.(file);
        if ("code" in file.ends) {
          expect(refused, file.what).toBe(true);
          expect({ rows: await db.$count(attachments), files: onDisk().length }, file.what).toEqual(before);
        }
      }
      const kept = await db.select().from(attachments);
      for (const row of kept) {
        expect(["image/png", "image/jpeg", "application/pdf"]).toContain(row.mediaType);
        const { bytes, disposition } = await readAttachment({ ctx: jobs(), input: { id: row.id } });
        if (row.mediaType === "application/pdf") expect(disposition).toBe("attachment");
        else expect(bytes.toString("latin1")).not.toMatch(/<script|<svg|secret-place/);
      }
    },
  );

  test.each(Object.keys(doors))("%s takes names for names", async (door) => {
    key = await keyWith("*");
    const good = hostileFiles.find(({ what }) => what === "a picture called program");
    if (!good) throw new Error("no good file");
    for (const name of hostileNames) {
      forgetLimits();
      await doors[door]?.(good, name);
    }
    for (const { name } of await db.select().from(attachments)) expect(name).not.toMatch(/[/\\\p{Cc}\p{Cf}]/u);
    for (const { name } of onDisk()) expect(name).toMatch(/^[0-9a-f]{64}$/);
  });

  test("the door for bills takes none of them for a bill", async () => {
    await setUpChannel("small", "epay");
    const work = billJobs.find(({ name }) => name === "bills.run");
    for (const file of hostileFiles) {
      const bytes = await bytesOf(file);
      const input = {
        channel: "small",
        day: DAY,
        replace: true,
        fileName: file.name,
        bytes: (async function* () {
          yield new Uint8Array(bytes);
        })(),
      };
      const kept = await uploadBill({ ctx: jobs(), input }).catch((error: { status: number }) => error.status);
      if (typeof kept === "number") expect([413, 415, 422], file.what).toContain(kept);
      else await work?.run(jobs());
    }
    for (const { state } of await db.select().from(bills)) expect(state).toBe("failed");
  });
});
