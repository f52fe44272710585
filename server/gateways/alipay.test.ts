import { AlipaySdk } from "alipay-sdk";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gatewaySandbox, type ListeningSandbox } from "#e2e/sandbox/gateways/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import type { CallbackVerdict, Gateway } from "./gateway.ts";
import { all, newNumber, openAt } from "./testing.ts";
import { shanghaiDay } from "./time.ts";

let sandbox: ListeningSandbox;
let gateway: Gateway;
/** The official SDK with Alipay's own key: what it signs is what Alipay signs. */
let theirs: AlipaySdk;
beforeAll(async () => {
  sandbox = await gatewaySandbox();
  gateway = openAt(sandbox, "alipay");
  theirs = new AlipaySdk({
    appId: "2021000000000001",
    privateKey: sandbox.keys.get("alipay").platform.privateKey,
    keyType: "PKCS8",
  });
});
afterAll(() => sandbox.close());

const notice = {
  notify_id: "2024010100222191500001234567890",
  notify_type: "trade_status_sync",
  notify_time: "2024-05-12 16:43:10",
  seller_id: "2088000000000001",
  out_trade_no: "KM202405120001",
  trade_no: "2024051222001400000000000001",
  trade_status: "TRADE_SUCCESS",
  total_amount: "200.00",
  gmt_payment: "2024-05-12 16:43:06",
  subject: "100% 到账 + 赠送 & 更多",
  body: "",
};
type Fields = Record<string, string>;

/** Lets the SDK sign fields, which it sends as a query. */
function signed(fields: Fields): Fields {
  const url = new URL(`https://alipay/?${theirs.sdkExecute("alipay.trade.notify", fields)}`);
  return Object.fromEntries(url.searchParams);
}
const verify = (fields: Fields): CallbackVerdict =>
  gateway.verifyCallback(
    { method: "POST", query: "", headers: {}, body: Buffer.from(new URLSearchParams(fields).toString()) },
    new Date(),
  );

describe("Alipay's notifications, signed by its official SDK", () => {
  test("are accepted with empty values, per cent signs and Chinese", () => {
    expect(verify(signed(notice))).toEqual({
      ok: true,
      notice: {
        event: "paid",
        notifyId: notice.notify_id,
        outTradeNo: "KM202405120001",
        gatewayTradeNo: notice.trade_no,
        amountFen: 20_000,
        refundFen: null,
        outRefundNo: null,
        refundedTotalFen: null,
        at: new Date("2024-05-12T08:43:06Z"),
        ours: true,
      },
    });
  });

  test("with any field changed, dropped or added are refused", () => {
    const whole = signed(notice);
    for (const name of Object.keys(whole)) {
      const { [name]: _, ...without } = whole;
      expect(verify({ ...whole, [name]: `${whole[name]}0` })).toMatchObject({ ok: false, fault: "BAD_SIGNATURE" });
      expect(verify(without)).toMatchObject({ ok: false });
    }
    expect(verify({ ...whole, extra: "" })).toMatchObject({
      ok: false,
      fault: "BAD_SIGNATURE",
      claimed: notice.out_trade_no,
    });
  });

  test("with any byte of any value changed are refused", () => {
    const whole = signed(notice);
    const names = Object.keys(whole).filter((name) => whole[name] !== "");
    const place = fc.record({
      name: fc.constantFrom(...names),
      at: fc.nat(),
      char: fc.constantFrom("0", "A", "=", "到"),
    });
    fc.assert(
      fc.property(place, ({ name, at, char }) => {
        const chars = [...(whole[name] ?? "")];
        const index = at % chars.length;
        fc.pre(chars[index] !== char);
        chars[index] = char;
        expect(verify({ ...whole, [name]: chars.join("") })).toMatchObject({ ok: false });
      }),
      { numRuns: 200 },
    );
  });

  test("that ask for SHA-1 are refused", () => {
    const sha1 = new AlipaySdk({
      appId: "2021000000000001",
      signType: "RSA",
      privateKey: sandbox.keys.get("alipay").platform.privateKey,
      keyType: "PKCS8",
    });
    const url = new URL(`https://alipay/?${sha1.sdkExecute("alipay.trade.notify", notice)}`);
    expect(verify(Object.fromEntries(url.searchParams))).toMatchObject({ ok: false, fault: "BAD_SIGNATURE" });
  });

  test.each([
    ["TRADE_SUCCESS", {}, "paid"],
    ["TRADE_FINISHED", {}, "paid"],
    ["WAIT_BUYER_PAY", {}, "waiting"],
    ["TRADE_CLOSED", {}, "closed"],
    ["SOMETHING_NEW", {}, "other"],
    ["TRADE_SUCCESS", { refund_fee: "5.00" }, "refunded"],
    ["TRADE_SUCCESS", { gmt_refund: "2024-05-13 10:00:00.320" }, "refunded"],
    ["TRADE_SUCCESS", { out_biz_no: "R1" }, "refunded"],
    ["TRADE_FINISHED", { refund_fee: "5.00", out_biz_no: "R1" }, "refunded"],
    ["TRADE_CLOSED", { refund_fee: "200.00", gmt_refund: "2024-05-13 10:00:00" }, "refunded"],
    ["TRADE_SUCCESS", { refund_fee: "0.00" }, "paid"],
  ])("with %s and %j mean %s", (trade_status, more, event) => {
    expect(verify(signed({ ...notice, ...more, trade_status }))).toMatchObject({ ok: true, notice: { event } });
  });

  test("of a partial refund say how much is refunded by now, under which number, and when", () => {
    const refund = { refund_fee: "5.00", gmt_refund: "2024-05-13 10:00:00.320", out_biz_no: "R-1" };
    expect(verify(signed({ ...notice, ...refund }))).toMatchObject({
      notice: {
        amountFen: 20_000,
        refundFen: 500,
        refundedTotalFen: 500,
        outRefundNo: "R-1",
        at: new Date("2024-05-13T02:00:00.320Z"),
      },
    });
  });

  test.each([
    { total_amount: "2e2" },
    { total_amount: "-1" },
    { out_trade_no: "有 空格" },
    { notify_id: "" },
    { refund_fee: "?" },
  ])("that are signed and senseless (%j) are malformed", (more) => {
    expect(verify(signed({ ...notice, ...(more as unknown as Fields) }))).toMatchObject({
      ok: false,
      fault: "MALFORMED",
    });
  });

  test.each([{ seller_id: "2088999999999999" }, { seller_id: "" }])("of another seller (%j) are not ours", (more) => {
    expect(verify(signed({ ...notice, ...more }))).toMatchObject({ ok: true, notice: { ours: false } });
  });
});

describe("Alipay's API", () => {
  const kind = "alipay" as const;

  test("the official SDK takes what the sandbox answers, so the sandbox is a fair stand-in", async () => {
    const own = sandbox.config(kind) as { appId: string; privateKey: string; alipayPublicKey: string };
    const sdk = new AlipaySdk({ ...own, keyType: "PKCS8", endpoint: sandbox.url });
    const outTradeNo = newNumber();
    sandbox.pay(outTradeNo, { kind, amountFen: 1_999 });
    const { data } = await sdk.curl("POST", "/v3/alipay/trade/query", { body: { out_trade_no: outTradeNo } });
    expect(data).toMatchObject({ trade_status: "TRADE_SUCCESS", total_amount: 19.99 });
    sandbox.faults.fail({ kind, fault: "bad_signature", times: 1 });
    const call = sdk.curl("POST", "/v3/alipay/trade/query", { body: { out_trade_no: outTradeNo } });
    await expect(call).rejects.toMatchObject({ code: "response-signature-verify-error" });
  });

  test.each(["bad_signature", "unsigned"] as const)("an answer with a %s is not believed", async (fault) => {
    const outTradeNo = newNumber();
    sandbox.pay(outTradeNo, { kind, amountFen: 100 });
    sandbox.faults.fail({ kind, fault, times: 1 });
    await expect(openAt(sandbox, kind).query(outTradeNo)).rejects.toMatchObject({ code: "BAD_SIGNATURE", sent: true });
  });

  test("a closed trade that was paid is refunded, one that was not is closed", async () => {
    const [refunded, closed] = [newNumber(), newNumber()];
    sandbox.pay(refunded, { kind, amountFen: 100 });
    sandbox.refund(refunded, { amountFen: 100 });
    sandbox.create(closed, { kind, amountFen: 100 });
    sandbox.closePayment(closed);
    expect(await gateway.query(refunded)).toMatchObject({ state: "refunded", refundedFen: 100 });
    expect(await gateway.query(closed)).toMatchObject({ state: "closed", refundedFen: 0 });
  });

  test("a refund without fund_change is asked for: pending, done or failed as the question says", async () => {
    const outTradeNo = newNumber();
    sandbox.pay(outTradeNo, { kind, amountFen: 900 });
    for (const [state, said] of [
      ["pending", "pending"],
      ["failed", "failed"],
      ["succeeded", "succeeded"],
    ] as const) {
      const outRefundNo = newNumber("R");
      sandbox.refund(outTradeNo, { amountFen: 100, outRefundNo, state });
      const call = { outTradeNo, gatewayTradeNo: null, outRefundNo, amountFen: 100, totalFen: 900, reason: "x" };
      expect(await gateway.refund(call)).toMatchObject({ state: said, amountFen: 100 });
    }
    expect(sandbox.payment(outTradeNo).refunds).toHaveLength(3);
  });

  test("a question that fails after the refund was sent leaves it unknown", async () => {
    const [outTradeNo, outRefundNo] = [newNumber(), newNumber("R")];
    sandbox.pay(outTradeNo, { kind, amountFen: 900 });
    sandbox.refund(outTradeNo, { amountFen: 100, outRefundNo, state: "pending" });
    sandbox.faults.fail({ kind, fault: "busy", endpoint: "query_refund", times: 1 });
    const call = { outTradeNo, gatewayTradeNo: null, outRefundNo, amountFen: 100, totalFen: 900, reason: "x" };
    expect(await openAt(sandbox, kind).refund(call)).toMatchObject({ state: "unknown", code: "RATE_LIMITED" });
  });

  test("a refund under a number that stands for another sum is left to a person", async () => {
    const [outTradeNo, outRefundNo] = [newNumber(), newNumber("R")];
    sandbox.pay(outTradeNo, { kind, amountFen: 900 });
    sandbox.refund(outTradeNo, { amountFen: 100, outRefundNo });
    const call = { outTradeNo, gatewayTradeNo: null, outRefundNo, amountFen: 200, totalFen: 900, reason: "x" };
    expect(await gateway.refund(call)).toMatchObject({ state: "unknown", code: "AMOUNT_DIFFERS", amountFen: 100 });
    expect(sandbox.payment(outTradeNo).refunds).toHaveLength(1);
  });

  test("a day without a bill is empty once it is due, and not ready before", async () => {
    await expect(gateway.fetchBill("2020-01-01")).rejects.toMatchObject({ code: "BILL_EMPTY" });
    const { day } = shanghaiDay(new Date(Date.now() + DAY_MS));
    await expect(gateway.fetchBill(day)).rejects.toMatchObject({ code: "BILL_NOT_READY" });
  });

  test("a bill whose address answers with a page is asked for again, once", async () => {
    const at = new Date(Date.now() - DAY_MS);
    const outTradeNo = newNumber();
    sandbox.pay(outTradeNo, { kind, amountFen: 100, at });
    const { day } = shanghaiDay(at);
    const own = openAt(sandbox, kind);
    sandbox.faults.fail({ kind, fault: "html", endpoint: "bill_file", times: 1 });
    expect(await all(await own.fetchBill(day))).toMatchObject([{ outTradeNo, amountFen: 100 }]);
    sandbox.faults.fail({ kind, fault: "html", endpoint: "bill_file", times: 2 });
    await expect(all(await own.fetchBill(day))).rejects.toMatchObject({ code: "BAD_ANSWER" });
  });

  test("keys are rotated: the old setting refuses, the new one accepts", () => {
    const outTradeNo = newNumber();
    const own = openAt(sandbox, kind);
    sandbox.pay(outTradeNo, { kind, amountFen: 100 });
    sandbox.rotateKeys(kind);
    const raw = sandbox.callback(outTradeNo);
    const request = { ...raw, headers: {} };
    expect(own.verifyCallback(request, new Date())).toMatchObject({ ok: false, fault: "BAD_SIGNATURE" });
    expect(openAt(sandbox, kind).verifyCallback(request, new Date())).toMatchObject({ ok: true });
  });
});
