import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, bills, channelSettings, moneyItems } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { alipayBill } from "#e2e/sandbox/gateways/bills.ts";
import { gbk } from "#e2e/sandbox/gateways/words.ts";
import { billJobs } from "#server/bills/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { seal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import { forgetLimits } from "#server/http/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { call, keyWith, type Sending } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const DAY = "2026-11-01";
const HEADER = "trade_no,out_trade_no,name,money,status,endtime";
const epay = (...rows: string[]) => Buffer.from([HEADER, ...rows, ""].join("\r\n"));
const paid = (number: string, money = "200.00", day = DAY) => `T${number},${number},充值,${money},1,${day} 08:00:20`;
/** A sandbox's day: payments of these numbers, ¥200 each, and refunds of the first. */
const till = (numbers: string[], refundFen = 0) => {
  const paidAt = new Date("2026-11-01T00:00:20Z");
  const payments = numbers.map((outTradeNo, i) => {
    const refund = { state: "succeeded", refundNo: "R", outRefundNo: "OR", amountFen: refundFen, at: paidAt };
    const refunds = i === 0 && refundFen > 0 ? [refund] : [];
    return {
      kind: "alipay",
      outTradeNo,
      tradeNo: `T${outTradeNo}`,
      amountFen: 20_000,
      paidAt,
      unbilled: false,
      refunds,
    };
  });
  return { payments: new Map(payments.map((one) => [one.outTradeNo, one])), extraLines: [] } as never;
};

let folder: string;
let key: string;
beforeEach(async () => {
  forgetLimits();
  folder = mkdtempSync(join(tmpdir(), "daozhang-bills-"));
  overrideEnv({ STORAGE_URL: `file:${folder}` });
  key = await keyWith("channels:write");
  for (const [channel, kind] of [
    ["alipay", "alipay"],
    ["small", "epay"],
  ] as const) {
    const values = {
      ...{ channel, kind, label: channel, methods: [], priority: 1, enabled: true, policy: "assist" as const },
      ...{
        autoLimitFen: 0,
        config: {},
        secrets: seal(sealPurposes.channel(channel), "{}"),
        version: 1,
        updatedAt: new Date(),
      },
    };
    await transact((tx) => tx.insert(channelSettings).values(values));
  }
});
afterEach(() => {
  overrideEnv();
  rmSync(folder, { recursive: true, force: true });
});

const stored = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length;
const work = () =>
  billJobs
    .find((job) => job.name === "bills.run")
    ?.run(systemContext("bills", fixedClock(new Date(Date.now() + 1_000))));
const binary = { "content-type": "application/octet-stream" };
const upload = (
  raw: BodyInit,
  {
    channel = "small",
    query = "",
    day = DAY,
    ...more
  }: Sending & { channel?: string; query?: string; day?: string } = {},
) => call("POST", `/channels/${channel}/bills?day=${day}${query}`, { key, raw, headers: binary, ...more });
const get = async (id: string) => (await call("GET", `/bills/${id}`, { key })).body;
const body = (buffer: Buffer) => new Uint8Array(buffer);

describe("uploading a bill", () => {
  it("takes the file itself, reads it, and says how far it is", async () => {
    await send(
      paidWithoutCallback("D1", 0).map((one) => JSON.parse(JSON.stringify(one).replaceAll('"alipay"', '"small"'))),
    );
    const sent = await upload(body(epay(paid("PD1"), paid("PX", "5.00"))), { query: "&fileName=November.csv" });
    expect(sent.status).toBe(202);
    expect(sent.headers.get("location")).toBe(`/api/v1/bills/${sent.body.id}`);
    expect(sent.body).toMatchObject({
      channel: "small",
      day: DAY,
      source: "upload",
      state: "pending",
      phase: "reading",
      percent: 0,
    });
    await work();
    const done = await get(sent.body.id);
    expect(done).toMatchObject({
      state: "done",
      percent: 100,
      linesRead: 2,
      matched: 1,
      mismatched: 1,
      fileName: "November.csv",
      error: null,
    });
    expect(done).toMatchObject({ paidFen: 20_500, ourPaidFen: 20_000, bytesRead: done.bytesTotal });
    expect(done.mismatches).toContainEqual({ kind: "missing_here", found: 1, open: 1 });
    const [item] = await db.select().from(moneyItems);
    expect(item?.detail).toMatchObject({ billId: done.id, day: DAY, side: "there", oursFen: 0, theirsFen: 500 });
    const actions = (await db.select().from(auditLog)).map((row) => row.action);
    expect(actions).toEqual(expect.arrayContaining(["bill.uploaded", "bill.matched", "money.item_raised"]));
  });

  it("takes Alipay's zip in GBK, in a form", async () => {
    await send(paidWithoutCallback("D1", 0));
    const zip = await alipayBill(till(["PD1", "PX"], 300), DAY).zip();
    const form = new FormData();
    form.set("file", new File([body(zip)], "支付宝账单.zip", { type: "application/zip" }));
    const sent = await upload(form, { channel: "alipay", headers: {} });
    expect(sent.status).toBe(202);
    expect(sent.body.fileName).toBe("支付宝账单.zip");
    await work();
    const done = await get(sent.body.id);
    expect(done).toMatchObject({ state: "done", linesRead: 3, paidFen: 40_000, refundedFen: 300, ourRefundedFen: 0 });
    const found = done.mismatches.filter((one: { found: number }) => one.found > 0);
    expect(found).toEqual([
      { kind: "missing_here", found: 1, open: 1 },
      { kind: "refunded_there", found: 1, open: 1 },
    ]);
  });

  it("takes GBK names of an epay export", async () => {
    const csv = gbk(
      "系统订单号,商户订单号,商品名称,金额,状态,完成时间\r\nT1,PX,游戏点卡,5.00,已支付,2026-11-01 10:00:00\r\n",
    );
    const sent = await upload(body(csv));
    await work();
    expect(await get(sent.body.id)).toMatchObject({ state: "done", linesRead: 1, paidFen: 500 });
  });

  it.each([
    ["an empty file", Buffer.alloc(0), 422, "FILE_EMPTY"],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]), 415, "BILL_TYPE_NOT_ALLOWED"],
    ["a page", Buffer.from("<!doctype html><p>a,b"), 415, "BILL_TYPE_NOT_ALLOWED"],
    ["JSON", Buffer.from('{"a":1,"b":2}'), 415, "BILL_TYPE_NOT_ALLOWED"],
    ["a PDF", Buffer.from("%PDF-1.7 a,b"), 415, "BILL_TYPE_NOT_ALLOWED"],
    ["an old Excel file", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 415, "BILL_TYPE_NOT_ALLOWED"],
    [
      "an Excel workbook",
      Buffer.from(`PK\u0003\u0004${"\u0000".repeat(26)}[Content_Types].xml`, "latin1"),
      415,
      "BILL_TYPE_NOT_ALLOWED",
    ],
    ["UTF-16", Buffer.from("\ufeffa,b", "utf16le"), 422, "BILL_ENCODING"],
  ])("refuses %s and stores nothing", async (_name, bytes, status, code) => {
    const refused = await upload(body(bytes));
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect(await db.$count(bills)).toBe(0);
    expect(stored()).toBe(0);
  });

  it.each([
    ["no day", "nothing", 422, "VALIDATION_FAILED"],
    ["a day that is none", "2026-02-30", 422, "VALIDATION_FAILED"],
    ["a day to come", "2126-01-01", 422, "BILL_DAY_NOT_OVER"],
  ])("refuses %s", async (_name, day, status, code) => {
    const refused = await upload(body(epay(paid("P"))), { day });
    expect([refused.status, refused.body.code]).toEqual([status, code]);
  });

  it("refuses a channel that is not set up, and media types that are no files", async () => {
    expect((await upload(body(epay(paid("P"))), { channel: "other" })).body.code).toBe("CHANNEL_NOT_FOUND");
    expect((await upload("{}", { headers: { "content-type": "application/json" } })).status).toBe(415);
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    expect((await upload("--x\r\n\r\n", { headers })).body.code).toBe("MALFORMED_FORM");
  });

  it.each([
    [
      "a line that is malformed, by its number",
      epay(paid("P1"), "T2,P2,充值,abc,1,"),
      { code: "BILL_MALFORMED", line: 3 },
    ],
    ["the wrong format", Buffer.from("a,b\r\n1,2\r\n"), { code: "BILL_MALFORMED", line: 1 }],
    ["the bill of another day", epay(paid("P1", "1.00", "2026-10-01")), { code: "BILL_WRONG_DAY" }],
    [
      "an encoding that is none",
      Buffer.concat([epay(), Buffer.from([0x41, 0x2c, 0xff, 0xff, 0x2c])]),
      { code: "BILL_ENCODING" },
    ],
  ])(
    "names %s, raises nothing, and takes the right file in its place without being told twice",
    async (_name, bytes, error) => {
      const sent = await upload(body(bytes));
      await work();
      const failed = await get(sent.body.id);
      expect(failed).toMatchObject({ state: "failed", error });
      expect(await db.$count(moneyItems)).toBe(0);
      expect((await upload(body(epay(paid("P1"))))).status).toBe(202);
      await work();
      expect(await get(sent.body.id)).toMatchObject({ state: "done", error: null, linesRead: 1 });
    },
  );
});

describe("a second bill of a day", () => {
  it("is refused until it is said that it replaces the first", async () => {
    const first = await upload(body(epay(paid("PX"), paid("PY"))));
    const again = await upload(body(epay(paid("PY"))));
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ code: "BILL_EXISTS", billId: first.body.id });
    await work();
    expect((await upload(body(epay(paid("PY"))))).status).toBe(409);
    const replaced = await upload(body(epay(paid("PY"))), { query: "&replace=true" });
    expect(replaced.body).toMatchObject({ id: first.body.id, state: "pending", linesRead: 0 });
    await work();
    expect(await get(first.body.id)).toMatchObject({ state: "done", linesRead: 1, paidFen: 20_000 });
    // What the first file alone had is no trouble any more.
    await billJobs.find((job) => job.name === "bills.settle")?.run(systemContext("bills"));
    const open = (await db.select().from(moneyItems)).map((item) => [item.outTradeNo, item.state]);
    expect(open.sort()).toEqual([
      ["PX", "resolved"],
      ["PY", "open"],
    ]);
  });
});

describe("reading and trying again", () => {
  it("lists bills page by page, narrowed, newest first", async () => {
    for (const day of ["2026-10-30", "2026-10-31", DAY]) {
      for (const channel of ["alipay", "small"]) await upload(body(epay(paid("P", "1.00", day))), { channel, day });
    }
    const seen: string[] = [];
    for (let cursor = ""; ; ) {
      const page = await call("GET", `/bills?limit=4${cursor}`, { key });
      expect(page.status).toBe(200);
      seen.push(...page.body.items.map((one: { day: string; channel: string }) => `${one.day} ${one.channel}`));
      if (page.body.nextCursor === null) break;
      cursor = `&cursor=${page.body.nextCursor}`;
    }
    expect(seen).toEqual([DAY, "2026-10-31", "2026-10-30"].flatMap((day) => [`${day} alipay`, `${day} small`]));
    const narrowed = await call("GET", "/bills?channel=small&from=2026-10-31&to=2026-10-31&state=pending", { key });
    expect(narrowed.body.items).toHaveLength(1);
    expect((await call("GET", "/bills?cursor=nonsense", { key })).body.code).toBe("BAD_CURSOR");
  });

  it("has one read again from its beginning, but not while it is read", async () => {
    const sent = await upload(body(epay(paid("PX"))));
    await work();
    const again = await call("POST", `/bills/${sent.body.id}/retry`, { key });
    expect(again.status).toBe(202);
    expect(again.body).toMatchObject({ state: "pending", linesRead: 0 });
    await work();
    expect(await get(sent.body.id)).toMatchObject({ state: "done", linesRead: 1, mismatched: 1 });
    expect(await db.$count(moneyItems)).toBe(1);
    await transact((tx) => tx.update(bills).set({ state: "running" }));
    expect((await call("POST", `/bills/${sent.body.id}/retry`, { key })).body.code).toBe("BILL_RUNNING");
    expect((await call("POST", "/bills/none/retry", { key })).status).toBe(404);
    expect((await call("GET", "/bills/none", { key })).status).toBe(404);
  });
});

describe("who may", () => {
  it("upload and try again: those who look after channels; read: also those who see the numbers", async () => {
    const sent = await upload(body(epay(paid("PX"))));
    const reader = await keyWith("metrics:read");
    const other = await keyWith("tickets:read", "topups:approve");
    expect((await call("GET", `/bills/${sent.body.id}`, { key: reader })).status).toBe(200);
    expect((await call("GET", "/bills", { key: reader })).status).toBe(200);
    expect((await upload(body(epay(paid("PX"))), { key: reader, day: "2026-10-01" })).status).toBe(403);
    expect((await call("POST", `/bills/${sent.body.id}/retry`, { key: reader })).status).toBe(403);
    for (const path of ["/bills", `/bills/${sent.body.id}`])
      expect((await call("GET", path, { key: other })).status).toBe(403);
    expect((await call("POST", `/channels/small/bills?day=${DAY}`, { raw: "a,b", headers: binary })).status).toBe(401);
  });
});
