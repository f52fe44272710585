import { eq } from "drizzle-orm";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { attachments, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { viewDiagnosis } from "#server/diagnosis/index.ts";
import { askGateway, overrideGateways } from "#server/payments/index.ts";
import { fakeGateway, setUpChannels } from "#server/payments/testing.ts";
import type { ReadField } from "#server/reading/schemas.ts";
import { previewTopup } from "#server/topup/index.ts";
import { checkProofs, ownProofChecks, postMessage, storeAttachment } from "./index.ts";
import { customer, freshStorage, holder, key, NOW, open, openPaid, refusal, staff, strangersRun } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });
afterEach(() => overrideGateways());

/** What the platform reports of order `O1` (see `paidWithoutCallback`). */
const TRADE_NO = "2026000000000001";
const field = (name: ReadField["name"], value: string | number, confidence = 0.95): ReadField => ({
  name,
  value,
  raw: String(value),
  confidence,
  source: "ocr",
  box: { x: 0.1, y: 0.1, width: 0.3, height: 0.2 },
});
const bill = (more: { paymentNo?: string; amountFen?: number } = {}) => [
  field("paymentNo", more.paymentNo ?? TRADE_NO),
  field("amountFen", more.amountFen ?? 20_000),
  field("paidAt", "2026-11-01T00:00:20.000Z"),
  field("status", "paid"),
];

let drawn = 0;
const picture = (color = `#${(++drawn).toString(16).padStart(6, "3")}`) =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: color } })
    .png()
    .toBuffer();

type Opened = { number: string; accessUrl: string };

/** Puts a picture on a ticket of which this was read. */
async function prove(opened: Opened, fields: ReadField[], bytes?: Buffer): Promise<string> {
  const ctx = await holder(opened);
  const input = { bytes: new Uint8Array(bytes ?? (await picture())), name: "bill.png", kind: "debit_proof" as const };
  const file = await storeAttachment({ ctx, input: { ...input, ownerKey: `ticket:${opened.number}` } });
  await postMessage({ ctx, input: { number: opened.number, body: "see", attachmentIds: [file.id] } });
  const paymentNo = fields.find(({ name }) => name === "paymentNo")?.value;
  const reading = { status: "read" as const, fields, text: "", codes: [], tookMs: 1 };
  await transact((tx) =>
    tx
      .update(attachments)
      .set({ readState: "read", reading, readPaymentNo: paymentNo === undefined ? null : String(paymentNo) })
      .where(eq(attachments.id, file.id)),
  );
  return file.id;
}

async function check(opened: Opened, ctx: Ctx = staff("a")) {
  const checks = await checkProofs({ ctx, input: { number: opened.number } });
  const [first] = checks;
  if (!first) throw new Error("There is no proof");
  return { ...first, by: Object.fromEntries(first.fields.map((one) => [one.name, one])) };
}
const kinds = (checked: { flags: { kind: string }[] }) => checked.flags.map(({ kind }) => kind);

describe("a screenshot beside the records", () => {
  test("agrees with what the platform says, and the gateway's word takes its place when it comes", async () => {
    const opened = await openPaid("O1");
    await prove(opened, bill());
    const before = await check(opened);
    expect(before).toMatchObject({ overall: "agrees", orderNo: "O1", flags: [] });
    expect(before.by.amountFen).toMatchObject({ said: 20_000, record: 20_000, source: "platform", verdict: "match" });

    const alipay = fakeGateway();
    await setUpChannels({ alipay });
    alipay.payments.set("PO1", {
      amountFen: 2_000,
      gatewayTradeNo: TRADE_NO,
      paidAt: new Date("2026-11-01T00:00:20.000Z"),
    });
    await askGateway({
      ctx: systemContext("test", fixedClock(NOW)),
      channel: "alipay",
      outTradeNo: "PO1",
      orderNo: "O1",
    });
    const after = await check(opened);
    expect(after.by.amountFen).toMatchObject({ said: 20_000, record: 2_000, source: "gateway", verdict: "mismatch" });
    expect(after.overall).toBe("differs");
    expect(kinds(after)).toEqual(["altered_amount"]);
  });

  test("that was not read is grey throughout", async () => {
    const opened = await openPaid("O1");
    await prove(opened, []);
    const checked = await check(opened);
    expect(checked.overall).toBe("unclear");
    expect(checked.fields.every(({ verdict, reason }) => verdict === "unknown" && reason === "not_read")).toBe(true);
  });

  test("is never an identity document, nor is one a proof used twice", async () => {
    const { one, two } = { one: await openPaid("O1"), two: await openPaid("O2") };
    const bytes = await picture();
    await prove(one, bill(), bytes);
    const secret = await prove(two, bill(), bytes);
    await transact((tx) => tx.update(attachments).set({ kind: "identity" }).where(eq(attachments.id, secret)));
    expect(await checkProofs({ ctx: staff("a"), input: { number: two.number } })).toEqual([]);
    expect(await ownProofChecks({ ctx: await holder(two), input: { number: two.number } })).toEqual([]);
    expect((await check(one)).flags).toEqual([]);
  });

  test("finds its order by the payment number when the ticket names none", async () => {
    await openPaid("O1");
    const opened = await open(await strangersRun(), { claim: "trace_funds" });
    await prove(opened, bill());
    expect(await check(opened)).toMatchObject({ orderNo: "O1", overall: "agrees" });
  });

  test("of another order's payment is flagged with that order", async () => {
    await openPaid("O1");
    const second = await openPaid("O2");
    await prove(second, bill());
    const checked = await check(second);
    expect(checked.by.paymentNo).toMatchObject({ said: TRADE_NO, verdict: "mismatch" });
    expect(checked.flags).toContainEqual({ kind: "other_order", tickets: [], orderNo: "O1" });
  });

  test("is not for everybody", async () => {
    const opened = await openPaid("O1");
    const input = { number: opened.number };
    expect(await refusal(checkProofs({ ctx: key("k", ["metrics:read"]), input }))).toMatchObject({ status: 403 });
    expect(await refusal(checkProofs({ ctx: await holder(opened), input }))).toMatchObject({ status: 403 });
    expect(await checkProofs({ ctx: key("k", ["tickets:read"]), input })).toEqual([]);
    expect(await refusal(ownProofChecks({ ctx: customer("ticket:TK1"), input }))).toMatchObject({ status: 404 });
  });
});

describe("a proof used twice", () => {
  const looks = async () => ({ one: await openPaid("O1"), two: await openPaid("O2") });

  test("as the same file is found on the other order's ticket, whichever side is looked at", async () => {
    const { one, two } = await looks();
    const bytes = await picture();
    await prove(one, bill(), bytes);
    await prove(two, [field("amountFen", 20_000)], bytes);
    expect((await check(one)).flags).toEqual([
      { kind: "same_picture", tickets: [{ number: two.number, orderNo: "O2" }], orderNo: null },
    ]);
    expect(kinds(await check(two))).toEqual(["same_picture"]);
  });

  test("is found by its payment number when the picture is another", async () => {
    const { one, two } = await looks();
    await prove(one, bill(), await picture("#ffffff"));
    await prove(two, bill(), await striped());
    expect((await check(one)).flags).toEqual([
      { kind: "same_payment", tickets: [{ number: two.number, orderNo: "O2" }], orderNo: null },
    ]);
  });

  test("is found by the number that another ticket was opened with", async () => {
    const { one, two } = await looks();
    await prove(one, bill());
    await transact((tx) => tx.update(tickets).set({ paymentNo: TRADE_NO }).where(eq(tickets.number, two.number)));
    expect(kinds(await check(one))).toEqual(["same_payment"]);
  });

  test("twice on the same ticket is nothing", async () => {
    const { one } = await looks();
    const bytes = await picture();
    await prove(one, bill(), bytes);
    await prove(one, bill(), bytes);
    expect((await check(one)).flags).toEqual([]);
  });

  test("by its looks alone is a weak hint, and none where two payments were read", async () => {
    const { one, two } = await looks();
    await prove(one, bill(), await striped());
    const again = await prove(two, [field("amountFen", 20_000)], await striped(90));
    expect(kinds(await check(one))).toEqual(["like_picture"]);
    await transact((tx) =>
      tx.update(attachments).set({ readPaymentNo: "2026000000000002" }).where(eq(attachments.id, again)),
    );
    expect((await check(one)).flags).toEqual([]);
  });
});

/** A picture with something on it, stored differently by its quality. */
async function striped(quality = 95): Promise<Buffer> {
  const bars = Array.from({ length: 8 }, (_, i) => `<rect x="${i * 40}" y="${i * 17}" width="23" height="90"/>`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><rect width="320" height="240" fill="#fff"/>${bars.join("")}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality }).toBuffer();
}

describe("the customer", () => {
  test("sees what their own picture says and whether it agrees, and nothing else", async () => {
    const opened = await openPaid("O1");
    const other = await openPaid("O2");
    const bytes = await picture();
    await prove(opened, bill({ amountFen: 99_999 }), bytes);
    await prove(other, bill(), bytes);
    const own = await ownProofChecks({ ctx: await holder(opened), input: { number: opened.number } });
    expect(own).toHaveLength(1);
    expect(own[0]?.fields).toContainEqual({ name: "amountFen", said: 99_999, verdict: "mismatch" });
    expect(own[0]?.fields).toContainEqual({ name: "paymentNo", said: TRADE_NO, verdict: "match" });
    const wire = JSON.stringify(own);
    for (const hidden of [other.number, "O2", "PO1", "20000", "gateway", "same_picture"]) {
      expect(wire).not.toContain(hidden);
    }
  });

  test("who did not prove the order learns nothing about it by trying pictures", async () => {
    await openPaid("O1");
    const strangers = await open(await strangersRun("O1"), { claim: "trace_funds" });
    await prove(strangers, bill());
    const [own] = await ownProofChecks({ ctx: await holder(strangers), input: { number: strangers.number } });
    expect(own?.overall).toBe("unclear");
    expect(new Set(own?.fields.map(({ verdict }) => verdict))).toEqual(new Set(["unknown"]));
    // Staff do see it: they have to.
    expect((await check(strangers)).overall).toBe("agrees");
  });

  test("never sees the pictures of an internal note", async () => {
    const opened = await openPaid("O1");
    const file = await storeAttachment({
      ctx: staff("a"),
      input: { bytes: await picture(), name: "x.png", kind: "other" },
    });
    const note = { number: opened.number, body: "look", visibility: "internal" as const, attachmentIds: [file.id] };
    await postMessage({ ctx: staff("a"), input: note });
    expect(await ownProofChecks({ ctx: await holder(opened), input: { number: opened.number } })).toEqual([]);
    expect(await checkProofs({ ctx: staff("a"), input: { number: opened.number } })).toHaveLength(1);
  });
});

test.each([
  ["agrees", bill()],
  ["says that much more was paid", bill({ amountFen: 9_999_900 })],
  ["says that nothing was paid", [field("status", "failed"), field("amountFen", 1)]],
  ["is of another payment", bill({ paymentNo: "2026000000000099" })],
])("nothing is decided by a picture: it %s", async (_name, fields) => {
  const opened = await openPaid("O1");
  const state = async () => {
    const run = await viewDiagnosis({
      ctx: customer(`diagnosis:${opened.diagnosisId}`),
      input: { id: opened.diagnosisId },
    });
    const preview = await previewTopup({ ctx: staff("a"), input: { orderNo: "O1" } });
    const [ticket] = await db.select().from(tickets).where(eq(tickets.number, opened.number));
    return {
      run: { chargeState: run.chargeState, advice: run.advice, causes: run.causes, facts: run.facts },
      gate: preview,
      ticket: { chargeState: ticket?.chargeState, causeCode: ticket?.causeCode, amountFen: ticket?.amountFen },
    };
  };
  const before = await state();
  await prove(opened, fields);
  await check(opened);
  await ownProofChecks({ ctx: await holder(opened), input: { number: opened.number } });
  expect(await state()).toEqual(before);
});
