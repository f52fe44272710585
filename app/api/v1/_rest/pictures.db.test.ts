import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, afterEach, beforeEach, expect, it } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { overrideEnv } from "#server/core/env.ts";
import { forgetLimits } from "#server/http/index.ts";
import { orderCreated, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { closeReading } from "#server/reading/index.ts";
import { bill, sampleFacts } from "#server/reading/testing/bills.ts";
import { distort } from "#server/reading/testing/distort.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

let folder: string;
let key: string;
beforeEach(async () => {
  forgetLimits();
  folder = mkdtempSync(join(tmpdir(), "daozhang-pictures-"));
  overrideEnv({ STORAGE_URL: `file:${folder}`, OCR: true });
  key = await keyWith("diagnosis:write", "tickets:read", "tickets:write");
});
afterEach(() => {
  overrideEnv();
  rmSync(folder, { recursive: true, force: true });
});
afterAll(closeReading);

async function upload(bytes: Uint8Array, kind = "debit_proof") {
  const form = new FormData();
  form.set("file", new File([new Uint8Array(bytes)], "bill.png"));
  form.set("kind", kind);
  return call("POST", "/attachments", { key, raw: form });
}
const screenshot = async (facts = sampleFacts) => distort(await bill("alipay", facts), "small");

it("answers what a screenshot says, with the part where it stands", async () => {
  const { status, body } = await upload(await screenshot());
  expect(status).toBe(201);
  expect(body.extracted).toEqual({ ...sampleFacts, confidence: expect.any(Number) });
  const crop = await call("GET", `/attachments/${body.id}/crop?field=paymentNo`, { key });
  expect(crop.headers.get("content-type")).toBe("image/png");
  expect(crop.headers.get("cache-control")).toContain("no-store");
  expect((await sharp(crop.body).metadata()).width).toBeLessThanOrEqual(960);
  expect((await call("GET", `/attachments/${body.id}/crop`, { key })).body.code).toBe("CROP_BOX_MISSING");
  expect((await call("GET", `/attachments/${body.id}/crop?field=secret`, { key })).status).toBe(422);
  expect((await call("GET", `/attachments/${body.id}/crop?box=0,0,9,9`, { key })).status).toBe(422);
  const other = await keyWith("diagnosis:write");
  expect((await call("GET", `/attachments/${body.id}/crop?field=paymentNo`, { key: other })).status).toBe(404);
});

it("puts a ticket's screenshots beside the records", async () => {
  const orderNo = sampleFacts.orderNo;
  await send(paidWithoutCallback(orderNo, 0));
  const run = await call("POST", "/diagnoses", { key, body: { orderNo } });
  const file = await upload(await screenshot({ ...sampleFacts, paymentNo: `P${orderNo}`, amountFen: 200_000 }));
  const opened = await call("POST", `/diagnoses/${run.body.id}/ticket`, {
    key,
    body: { claim: "complete_topup", attachmentIds: [file.body.id] },
  });
  const { status, body } = await call("GET", `/tickets/${opened.body.number}/proofs`, { key });
  expect(status).toBe(200);
  expect(body.items).toHaveLength(1);
  expect(body.items[0]).toMatchObject({ attachmentId: file.body.id, overall: "differs", orderNo });
  const fields = Object.fromEntries(body.items[0].fields.map((one: { name: string }) => [one.name, one]));
  expect(fields.paymentNo).toMatchObject({ said: `P${orderNo}`, verdict: "match" });
  expect(fields.amountFen).toMatchObject({ said: 200_000, record: 20_000, source: "platform", verdict: "mismatch" });
  const blind = await keyWith("tickets:write");
  expect((await call("GET", `/tickets/${opened.body.number}/proofs`, { key: blind })).status).toBe(403);
  expect((await call("GET", "/tickets/TK-none/proofs", { key })).body.code).toBe("TICKET_NOT_FOUND");
});

it("keeps a file that is no picture to read, and says nothing of it", async () => {
  await send([orderCreated("D1", 0)]);
  const { body } = await upload(Buffer.from("%PDF-1.7\ntrailer\n%%EOF\n"), "other");
  expect(body).toMatchObject({ mediaType: "application/pdf" });
  expect("extracted" in body).toBe(false);
});
