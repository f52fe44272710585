import { readdirSync } from "node:fs";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { attachments, diagnoses } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { env } from "#server/core/env.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { storage } from "#server/storage/index.ts";
import { customerTicket, getTicket, postMessage, readAttachment, storeAttachment } from "./index.ts";
import { plainName } from "./store-attachment.ts";
import { customer, freshStorage, holder, key, open, openPaid, refusal, staff, strangersRun } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const png = () =>
  sharp({ create: { width: 30, height: 10, channels: 3, background: "#c33" } })
    .png()
    .toBuffer();
const upload = async (ctx: ReturnType<typeof customer>, ownerKey?: string, name = "bill.png") =>
  storeAttachment({ ctx, input: { bytes: await png(), name, kind: "debit_proof", ...(ownerKey ? { ownerKey } : {}) } });

describe("an uploaded proof", () => {
  test("is stored by the hash of what is kept and joins the ticket", async () => {
    const diagnosisId = await strangersRun();
    const file = await upload(customer(`diagnosis:${diagnosisId}`), `diagnosis:${diagnosisId}`);
    expect(file).toMatchObject({
      mediaType: "image/png",
      width: 30,
      height: 10,
      kind: "debit_proof",
      name: "bill.png",
    });
    expect(sha256Hex(await storage().open(file.sha256))).toBe(file.sha256);
    const opened = await open(diagnosisId, { attachmentIds: [file.id] });
    const own = await customerTicket({ ctx: await holder(opened), input: { number: opened.number } });
    expect(own.attachments.map((attachment) => attachment.id)).toEqual([file.id]);
    const read = await readAttachment({ ctx: await holder(opened), input: { id: file.id } });
    expect(read).toMatchObject({ mediaType: "image/png", disposition: "inline" });
    expect(sha256Hex(read.bytes)).toBe(file.sha256);
  });

  test("a PDF is only for saving", async () => {
    const bytes = Buffer.from("%PDF-1.7\ntrailer\n%%EOF\n");
    const file = await storeAttachment({ ctx: staff("a"), input: { bytes, name: "b.pdf", kind: "other" } });
    expect(await readAttachment({ ctx: staff("a"), input: { id: file.id } })).toMatchObject({
      disposition: "attachment",
    });
  });

  test("is the tenth at most, also when twenty come at once", async () => {
    const diagnosisId = await strangersRun();
    const ctx = customer(`diagnosis:${diagnosisId}`);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => upload(ctx, `diagnosis:${diagnosisId}`)));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(10);
    expect(await refusal(upload(ctx, `diagnosis:${diagnosisId}`))).toMatchObject({
      status: 422,
      code: "TOO_MANY_ATTACHMENTS",
    });
    expect(await db.select().from(attachments)).toHaveLength(10);
  });

  test("leaves nothing behind when it is refused", async () => {
    const diagnosisId = await strangersRun();
    const input = { bytes: Buffer.from("<html>"), name: "bill.png", kind: "other" as const };
    await refusal(
      storeAttachment({
        ctx: customer(`diagnosis:${diagnosisId}`),
        input: { ...input, ownerKey: `diagnosis:${diagnosisId}` },
      }),
    );
    expect(await db.select().from(attachments)).toHaveLength(0);
    expect(readdirSync(env().STORAGE_URL.slice(5))).toEqual([]);
  });

  test("goes only where the uploader may put it", async () => {
    const mine = await strangersRun("O1");
    const theirs = await openPaid("O2");
    const me = customer(`diagnosis:${mine}`);
    expect(await refusal(upload(me, `diagnosis:${theirs.diagnosisId}`))).toMatchObject({ code: "DIAGNOSIS_NOT_FOUND" });
    expect(await refusal(upload(me, `ticket:${theirs.number}`))).toMatchObject({ code: "TICKET_NOT_FOUND" });
    expect(await refusal(upload(me, "apiKey:k"))).toMatchObject({ code: "ATTACHMENT_OWNER_UNKNOWN" });
    expect(await refusal(upload(me))).toMatchObject({ code: "ATTACHMENT_OWNER_UNKNOWN" });
    expect(await refusal(upload(key("k", ["metrics:read"])))).toMatchObject({ status: 403 });
  });

  test("cannot be attached by somebody else, nor twice, and then nothing is written", async () => {
    const theirs = await strangersRun("X1");
    const file = await upload(customer(`diagnosis:${theirs}`), `diagnosis:${theirs}`);
    const mine = await strangersRun("Y1");
    const input = { attachmentIds: [file.id] };
    expect(await refusal(open(mine, input))).toMatchObject({
      status: 422,
      code: "ATTACHMENT_NOT_USABLE",
      errors: [{ path: "attachmentIds.0" }],
    });
    expect(await refusal(open(mine, { attachmentIds: ["no-such-file"] }))).toMatchObject({
      code: "ATTACHMENT_NOT_USABLE",
    });
    expect((await db.select().from(diagnoses)).every((diagnosis) => diagnosis.ticketNumber === null)).toBe(true);
    const opened = await open(theirs, input);
    const again = postMessage({ ctx: await holder(opened), input: { number: opened.number, body: "again", ...input } });
    expect(await refusal(again)).toMatchObject({ code: "ATTACHMENT_NOT_USABLE" });
  });

  test("of a customer, a colleague and a key are each their own kind's to attach", async () => {
    const opened = await openPaid();
    const { number } = opened;
    const own = await holder(opened);
    const kinds = [own, staff("a"), key("k1")] as const;
    const files = [await upload(own, `ticket:${number}`), await upload(staff("a")), await upload(key("k1"))];
    const attach = (ctx: typeof own, file: { id: string } | undefined) =>
      postMessage({ ctx, input: { number, body: "see", attachmentIds: [file?.id ?? ""] } });
    for (const [i, ctx] of [...kinds, staff("b"), key("k2", ["tickets:write"])].entries()) {
      for (const [owner, file] of files.entries()) {
        if (owner === i || (owner === 2 && ctx.actor.kind === "apiKey")) continue;
        expect(await refusal(attach(ctx, file))).toMatchObject({ status: 422, code: "ATTACHMENT_NOT_USABLE" });
      }
    }
    expect((await attach(key("k2", ["tickets:write"]), files[2])).attachments).toHaveLength(1);
    expect((await attach(staff("a"), files[1])).attachments).toHaveLength(1);
    expect((await attach(own, files[0])).attachments).toHaveLength(1);
  });

  test("is not read by strangers", async () => {
    const opened = await openPaid();
    const ctx = await holder(opened);
    const file = await upload(ctx, `ticket:${opened.number}`);
    for (const stranger of [
      customer("ticket:TK1"),
      customer("diagnosis:x"),
      customer("C9"),
      key("k", ["metrics:read"]),
    ]) {
      expect(await refusal(readAttachment({ ctx: stranger, input: { id: file.id } }))).toMatchObject({ status: 404 });
    }
    for (const reader of [ctx, customer(`diagnosis:${opened.diagnosisId}`), staff("a"), key("k", ["tickets:read"])]) {
      expect((await readAttachment({ ctx: reader, input: { id: file.id } })).sha256).toBe(file.sha256);
    }
  });

  test("of an internal note never reaches the customer", async () => {
    const opened = await openPaid();
    const file = await upload(staff("a"));
    const input = { number: opened.number, body: "look", visibility: "internal" as const, attachmentIds: [file.id] };
    await postMessage({ ctx: staff("a"), input });
    const ctx = await holder(opened);
    expect(await refusal(readAttachment({ ctx, input: { id: file.id } }))).toMatchObject({ status: 404 });
    expect((await customerTicket({ ctx, input: { number: opened.number } })).attachments).toEqual([]);
    const full = await getTicket({ ctx: staff("b"), input: { number: opened.number } });
    expect(full.messages.at(-1)?.attachments.map((attachment) => attachment.id)).toEqual([file.id]);
  });
});

test.each([
  ["../../etc/passwd", "passwd"],
  ["C:\\bills\\账单.png", "账单.png"],
  ["evil\u202egnp.exe", "evilgnp.exe"],
  ["\r\nX-Header: 1", "X-Header: 1"],
  ["", "file"],
  ["a".repeat(500), "a".repeat(120)],
])("the name %j is shown as %j", (name, expected) => {
  expect(plainName(name)).toBe(expected);
});
