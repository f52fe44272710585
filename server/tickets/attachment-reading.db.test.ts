import { eq } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { attachments, outbox } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { closeReading } from "#server/reading/index.ts";
import { bill, sampleFacts } from "#server/reading/testing/bills.ts";
import { distort } from "#server/reading/testing/distort.ts";
import { readPending } from "./attachment-reading.ts";
import {
  cropAttachment,
  customerTicket,
  postMessage,
  readAttachment,
  readRunAgain,
  runReadings,
  storeAttachment,
} from "./index.ts";
import { customer, freshStorage, holder, later, open, openPaid, refusal, staff, strangersRun } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });
const reading = (on: boolean) => overrideEnv({ ...env(), OCR: on });
afterEach(() => reading(false));
afterAll(closeReading);

let drawn: Promise<Buffer> | undefined;
/** A bill of half the size a phone makes it, which is read in half the time. */
async function picture(): Promise<Uint8Array<ArrayBuffer>> {
  drawn ??= bill("alipay", sampleFacts).then((png) => distort(png, "small"));
  return new Uint8Array(await drawn);
}

type Kind = "debit_proof" | "identity" | "other";
async function uploaded(bytes: Uint8Array<ArrayBuffer>, kind: Kind = "debit_proof") {
  const diagnosisId = await strangersRun();
  const ctx = customer(`diagnosis:${diagnosisId}`);
  const file = await storeAttachment({
    ctx,
    input: { bytes, name: "bill.png", kind, ownerKey: `diagnosis:${diagnosisId}` },
  });
  return { diagnosisId, ctx, file, row: await rowOf(file.id) };
}
async function rowOf(id: string) {
  const [row] = await db.select().from(attachments).where(eq(attachments.id, id));
  if (!row) throw new Error("The file is not there");
  return row;
}

const extracted = {
  paymentNo: sampleFacts.paymentNo,
  orderNo: sampleFacts.orderNo,
  amountFen: sampleFacts.amountFen,
  paidAt: sampleFacts.paidAt,
  payee: sampleFacts.payee,
};

test("what nobody waits for is left to the job", async () => {
  reading(true);
  const diagnosisId = await strangersRun();
  const ctx = customer(`diagnosis:${diagnosisId}`);
  const input = { bytes: await picture(), name: "a.png", kind: "other" as const, ownerKey: `diagnosis:${diagnosisId}` };
  const file = await storeAttachment({ ctx, input, read: "by the job" });
  expect(await rowOf(file.id)).toMatchObject({ readState: "pending", readAttempts: 0 });
});

test("what took too long when it came is read once more for the person who waits, and for nobody else", async () => {
  const { diagnosisId, ctx, row } = await uploaded(await picture());
  await transact((tx) => tx.update(attachments).set({ readState: "timed_out" }).where(eq(attachments.id, row.id)));
  reading(true);
  expect(await refusal(readRunAgain({ ctx: customer("diagnosis:other"), input: { diagnosisId } }))).toMatchObject({
    code: "DIAGNOSIS_NOT_FOUND",
  });
  await readRunAgain({ ctx, input: { diagnosisId } });
  const [read] = await runReadings({ ctx, input: { diagnosisId } });
  expect(read?.state).toBe("read");
  expect(read?.fields).toContainEqual(expect.objectContaining({ name: "orderNo", value: sampleFacts.orderNo }));
  // Tried too often: the job and the agent have it.
  const spent = { readState: "timed_out" as const, readAttempts: 4 };
  await transact((tx) => tx.update(attachments).set(spent).where(eq(attachments.id, row.id)));
  await readRunAgain({ ctx, input: { diagnosisId } });
  expect((await runReadings({ ctx, input: { diagnosisId } }))[0]?.state).toBe("timed_out");
});

describe("an uploaded screenshot", () => {
  test("is read at once, and what was read goes with it into the ticket", async () => {
    reading(true);
    const bytes = await picture();
    const { diagnosisId, ctx, file, row } = await uploaded(bytes);
    expect(file.extracted).toMatchObject(extracted);
    expect(file.extracted?.confidence).toBeGreaterThan(0.8);
    expect(row).toMatchObject({
      readState: "read",
      readPaymentNo: sampleFacts.paymentNo,
      originalSha256: sha256Hex(bytes),
      phash: expect.stringMatching(/^[0-9a-f]{256}$/),
    });

    const [run] = await runReadings({ ctx, input: { diagnosisId } });
    expect(run).toMatchObject({ attachment: { id: file.id }, state: "read" });
    expect(run?.fields.find(({ name }) => name === "amountFen")).toMatchObject({ value: 20_000, source: "ocr" });
    expect(await refusal(runReadings({ ctx: customer("diagnosis:other"), input: { diagnosisId } }))).toMatchObject({
      status: 404,
    });

    const opened = await open(diagnosisId, { claim: "trace_funds", attachmentIds: [file.id] });
    const own = await customerTicket({ ctx: await holder(opened), input: { number: opened.number } });
    expect(own.attachments[0]?.extracted).toMatchObject(extracted);
  });

  test("shows the part where a field stands to whoever may see the picture, and to nobody else", async () => {
    reading(true);
    const { ctx, file } = await uploaded(await picture());
    const crop = await cropAttachment({ ctx, input: { id: file.id, field: "paymentNo" } });
    const whole = await sharp((await readAttachment({ ctx, input: { id: file.id } })).bytes).metadata();
    const part = await sharp(crop).metadata();
    expect(part.format).toBe("png");
    expect(part.height).toBeLessThan(whole.height / 4);
    expect((await cropAttachment({ ctx, input: { id: file.id, box: "0,0,0.5,0.5" } })).length).toBeGreaterThan(0);
    const of = (input: object, as = ctx) => refusal(cropAttachment({ ctx: as, input: { id: file.id, ...input } }));
    expect(await of({ field: "errorText" })).toMatchObject({ status: 422, code: "CROP_BOX_MISSING" });
    expect(await of({ field: "paymentNo" }, customer("diagnosis:other"))).toMatchObject({ status: 404 });
    for (const box of ["0,0,2,1", "a,b,c,d", "0,0,1", "-1,0,1,1", "1e9,0,1,1"]) {
      await expect(cropAttachment({ ctx, input: { id: file.id, box } })).rejects.toThrow();
    }
  });

  test("is kept all the same where nothing can be read", async () => {
    const { ctx, file, row } = await uploaded(await picture());
    expect(file.extracted).toBeUndefined();
    expect(row.readState).toBe("off");
    expect((await readAttachment({ ctx, input: { id: file.id } })).sha256).toBe(file.sha256);
    expect(await cropAttachment({ ctx, input: { id: file.id, box: "0,0,1,0.5" } })).toBeInstanceOf(Uint8Array);
    expect(await readPending({ ...ctx, clock: staff("a", later(60)).clock })).toBe(0);
  });

  test("that has no letters says so with nulls", async () => {
    reading(true);
    const blank = await sharp({ create: { width: 60, height: 40, channels: 3, background: "#fff" } })
      .png()
      .toBuffer();
    const { file } = await uploaded(new Uint8Array(blank));
    expect(file.extracted).toEqual({
      paymentNo: null,
      orderNo: null,
      amountFen: null,
      paidAt: null,
      payee: null,
      confidence: 0,
    });
  });
});

describe("the job", () => {
  const at = (minutes: number) => staff("a", later(minutes));
  const unread = (id: string, readState: "pending" | "timed_out", readAttempts = 0) =>
    transact((tx) =>
      tx.update(attachments).set({ readState, readAttempts, reading: null }).where(eq(attachments.id, id)),
    );

  test("reads what could not be read when it came, once it has been left alone for a moment", async () => {
    const { file } = await uploaded(await picture());
    await unread(file.id, "pending");
    reading(true);
    expect(await readPending(at(0))).toBe(0);
    expect((await rowOf(file.id)).readState).toBe("pending");
    expect(await readPending(at(1))).toBe(1);
    expect(await rowOf(file.id)).toMatchObject({ readState: "read", readPaymentNo: sampleFacts.paymentNo });
    expect(await readPending(at(2))).toBe(0);
  });

  test("gives up after some attempts", async () => {
    const { file } = await uploaded(await picture());
    await unread(file.id, "timed_out", 4);
    reading(true);
    expect(await readPending(at(1))).toBe(0);
    expect((await rowOf(file.id)).readState).toBe("timed_out");
  });

  test("goes on when a file is missing", async () => {
    const gone = await uploaded(await picture());
    const there = await uploaded(await picture());
    for (const { file } of [gone, there]) await unread(file.id, "pending");
    await transact((tx) =>
      tx
        .update(attachments)
        .set({ sha256: "0".repeat(64) })
        .where(eq(attachments.id, gone.file.id)),
    );
    reading(true);
    expect(await readPending(at(1))).toBe(1);
    expect(await rowOf(gone.file.id)).toMatchObject({ readState: "timed_out", readAttempts: 1 });
    expect((await rowOf(there.file.id)).readState).toBe("read");
  });
});

describe("what is never read", () => {
  test("identity documents: no letters, no hash of what came, no look, no crop", async () => {
    reading(true);
    const { ctx, file, row } = await uploaded(await picture(), "identity");
    expect(file.extracted).toBeUndefined();
    expect(row).toMatchObject({
      readState: null,
      reading: null,
      phash: null,
      originalSha256: null,
      readPaymentNo: null,
    });
    const all = [ctx, staff("a"), staff("m", later(0), "admin")];
    for (const as of all) {
      expect(await refusal(cropAttachment({ ctx: as, input: { id: file.id, box: "0,0,1,1" } }))).toMatchObject({
        status: 404,
      });
    }
    expect(await readPending(staff("a", later(60)))).toBe(0);
  });

  test("PDFs, which are known again by their bytes", async () => {
    reading(true);
    const bytes = new Uint8Array(Buffer.from("%PDF-1.7\ntrailer\n%%EOF\n"));
    const { ctx, file, row } = await uploaded(bytes, "other");
    expect(row).toMatchObject({ readState: null, phash: null, originalSha256: sha256Hex(bytes) });
    expect(await refusal(cropAttachment({ ctx, input: { id: file.id, box: "0,0,1,1" } }))).toMatchObject({
      status: 404,
    });
  });
});

test("a picture that the camera turned is read as people see it, and boxes lie on what is stored", async () => {
  reading(true);
  const upright = await picture();
  // Lying on its side, with the note that says so.
  const turned = await sharp(upright).rotate(270).withMetadata({ orientation: 6 }).jpeg({ quality: 92 }).toBuffer();
  const { ctx, file, row } = await uploaded(new Uint8Array(turned));
  expect(file.extracted).toMatchObject({ paymentNo: sampleFacts.paymentNo, amountFen: 20_000 });
  expect(file.height).toBeGreaterThan(file.width ?? 0);
  const box = row.reading?.fields.find(({ name }) => name === "amountFen")?.box;
  // The sum stands in the middle of the upper half of the upright picture.
  expect((box?.x ?? 0) + (box?.width ?? 0) / 2).toBeCloseTo(0.5, 1);
  expect(box?.y).toBeLessThan(0.5);
  const crop = await sharp(await cropAttachment({ ctx, input: { id: file.id, field: "amountFen" } })).metadata();
  expect(crop.width).toBeGreaterThan(crop.height);
});

test("reading tells whoever looks at the ticket", async () => {
  const opened = await openPaid();
  const ctx = await holder(opened);
  const input = { bytes: await picture(), name: "b.png", kind: "debit_proof" as const };
  const file = await storeAttachment({ ctx, input: { ...input, ownerKey: `ticket:${opened.number}` } });
  await postMessage({ ctx, input: { number: opened.number, body: "see", attachmentIds: [file.id] } });
  await transact((tx) =>
    tx.update(attachments).set({ readState: "pending", reading: null }).where(eq(attachments.id, file.id)),
  );
  reading(true);
  await readPending(staff("a", later(2)));
  const told = await db.select().from(outbox).where(eq(outbox.topic, "ticket.proof_read"));
  expect(told.map(({ subject }) => subject)).toEqual([`ticket:${opened.number}`]);
});
