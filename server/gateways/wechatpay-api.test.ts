import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Rsa, Wechatpay } from "wechatpay-axios-plugin";
import { gatewaySandbox, type ListeningSandbox } from "#e2e/sandbox/gateways/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import type { Gateway } from "./gateway.ts";
import { asRequest, newNumber, openAt } from "./testing.ts";
import { shanghaiDay } from "./time.ts";

const kind = "wechatpay" as const;
let sandbox: ListeningSandbox;
let gateway: Gateway;
beforeAll(async () => {
  sandbox = await gatewaySandbox();
  gateway = openAt(sandbox, kind);
});
afterAll(() => sandbox.close());

describe("WeChat Pay's API", () => {
  test("the SDK takes what the sandbox answers, so the sandbox is a fair stand-in", async () => {
    const own = sandbox.config(kind) as {
      mchId: string;
      merchantSerial: string;
      merchantPrivateKey: string;
      platformKeys: Record<string, string>;
    };
    const outTradeNo = newNumber();
    sandbox.pay(outTradeNo, { kind, amountFen: 1_999 });
    const client = new Wechatpay({
      mchid: own.mchId,
      serial: own.merchantSerial,
      privateKey: Rsa.from(own.merchantPrivateKey, Rsa.KEY_TYPE_PRIVATE),
      certs: own.platformKeys,
      baseURL: sandbox.url,
    } as never).client;
    const ask = () => client.request(`/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${own.mchId}`, "GET");
    expect((await ask()).data).toMatchObject({ trade_state: "SUCCESS", amount: { total: 1_999 } });
    sandbox.faults.fail({ kind, fault: "bad_signature", times: 1 });
    await expect(ask()).rejects.toBeDefined();
  });

  test.each(["bad_signature", "unsigned", "skewed"] as const)("an answer that is %s is not believed", async (fault) => {
    const outTradeNo = newNumber();
    sandbox.pay(outTradeNo, { kind, amountFen: 100 });
    sandbox.faults.fail({ kind, fault, times: 1 });
    await expect(gateway.query(outTradeNo)).rejects.toMatchObject({ code: "BAD_SIGNATURE", sent: true });
  });

  test("refunds are pending, failed or done as the gateway says", async () => {
    const outTradeNo = newNumber();
    sandbox.pay(outTradeNo, { kind, amountFen: 900 });
    for (const state of ["pending", "failed", "succeeded"] as const) {
      const outRefundNo = newNumber("R");
      sandbox.refund(outTradeNo, { amountFen: 100, outRefundNo, state });
      expect(await gateway.queryRefund({ outTradeNo, outRefundNo })).toMatchObject({ state, amountFen: 100 });
    }
  });

  test("a bill that is not the one announced is not read, not one line of it", async () => {
    const at = new Date(Date.now() - DAY_MS);
    sandbox.pay(newNumber(), { kind, amountFen: 100, at });
    const lines = await gateway.fetchBill(shanghaiDay(at).day);
    sandbox.addBillLine(kind, newNumber(), 100, at);
    let seen = 0;
    await expect(async () => {
      for await (const _ of lines) seen += 1;
    }).rejects.toMatchObject({ code: "BILL_CORRUPT" });
    expect(seen).toBe(0);
  });

  test("a day without a bill is empty once it is due, and not ready before", async () => {
    await expect(gateway.fetchBill("2020-01-01")).rejects.toMatchObject({ code: "BILL_EMPTY" });
    const { day } = shanghaiDay(new Date(Date.now() + DAY_MS));
    await expect(gateway.fetchBill(day)).rejects.toMatchObject({ code: "BILL_NOT_READY" });
  });
});

describe("complaints at WeChat Pay", () => {
  const complained = () => {
    const outTradeNo = newNumber();
    sandbox.pay(outTradeNo, { kind, amountFen: 6_600 });
    return sandbox.complain(outTradeNo, { payerPhone: "13800138000", askedRefundFen: 6_600 });
  };

  test("a notification is verified, decrypted and names its complaint", () => {
    const { complaintId } = complained();
    const request = asRequest(sandbox.complaintCallback(complaintId));
    expect(gateway.complaints?.parseComplaint(request, new Date())).toMatchObject({
      ok: true,
      notice: { complaintId, action: "CREATE_COMPLAINT" },
    });
    expect(gateway.verifyCallback(request, new Date())).toMatchObject({ ok: false, fault: "MALFORMED" });
  });

  test.each([
    ["forged", "BAD_SIGNATURE"],
    ["unknown_key", "UNKNOWN_KEY"],
    ["bad_tag", "UNDECRYPTABLE"],
    ["skewed", "STALE"],
    ["probe", "PROBE"],
    ["truncated", "BAD_SIGNATURE"],
  ] as const)("one that is %s is refused as %s", (twist, fault) => {
    const request = asRequest(sandbox.complaintCallback(complained().complaintId, "CREATE_COMPLAINT", { twist }));
    expect(gateway.complaints?.parseComplaint(request, new Date())).toEqual({ ok: false, fault });
  });

  test("a payment's notification is no complaint", () => {
    const outTradeNo = newNumber();
    sandbox.pay(outTradeNo, { kind, amountFen: 100 });
    expect(gateway.complaints?.parseComplaint(asRequest(sandbox.callback(outTradeNo)), new Date())).toBeNull();
  });

  test("list and detail tell the order, the sum asked for and the phone in clear", async () => {
    const complaint = complained();
    const { day: today } = shanghaiDay(new Date());
    const found = await gateway.complaints?.get(complaint.complaintId);
    expect(found).toMatchObject({
      complaintId: complaint.complaintId,
      state: "pending",
      payerPhone: "13800138000",
      payerWaits: true,
      askedRefundFen: 6_600,
      orders: [{ outTradeNo: complaint.outTradeNo, amountFen: 6_600 }],
    });
    const list = await gateway.complaints?.list({ from: today, to: today, limit: 2 });
    expect(list?.total).toBe(sandbox.till.complaints.size);
    expect(list?.items).toHaveLength(2);
    await expect(gateway.complaints?.get("nobody")).rejects.toMatchObject({ code: "REFUSED" });
  });
});
