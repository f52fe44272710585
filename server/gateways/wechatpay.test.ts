import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Aes, Formatter, Rsa } from "wechatpay-axios-plugin";
import { gatewaySandbox, type ListeningSandbox } from "#e2e/sandbox/gateways/index.ts";
import type { CallbackVerdict, Gateway, RawRequest } from "./gateway.ts";
import { asRequest, newNumber, openAt } from "./testing.ts";

const kind = "wechatpay" as const;
let sandbox: ListeningSandbox;
let gateway: Gateway;
beforeAll(async () => {
  sandbox = await gatewaySandbox();
  gateway = openAt(sandbox, kind);
});
afterAll(() => sandbox.close());

const transaction = {
  mchid: "1900000001",
  appid: "wx0000000000000001",
  out_trade_no: "KM202405120001",
  transaction_id: "4200001234202405120000000001",
  trade_state: "SUCCESS",
  success_time: "2024-05-12T16:43:06+08:00",
  amount: { total: 20_000, payer_total: 19_000, currency: "CNY" },
};
const refund = {
  mchid: "1900000001",
  out_trade_no: "KM202405120001",
  transaction_id: "4200001234202405120000000001",
  out_refund_no: "R-1",
  refund_id: "50000001",
  refund_status: "SUCCESS",
  success_time: "2024-05-13T10:00:00+08:00",
  amount: { total: 20_000, refund: 500, payer_total: 20_000, payer_refund: 500 },
};

/** Encrypts and signs as the plugin does. */
function sealed(plain: object, eventType = "TRANSACTION.SUCCESS", at = Formatter.timestamp()): RawRequest {
  const { apiV3Key } = sandbox.keys.get(kind);
  const [nonce, aad] = [Formatter.nonce(12), "transaction"];
  const ciphertext = Aes.AesGcm.encrypt(JSON.stringify(plain), apiV3Key, nonce, aad);
  const resource = { algorithm: "AEAD_AES_256_GCM", ciphertext, nonce, associated_data: aad };
  return signed(JSON.stringify({ id: "EV-1", event_type: eventType, resource }), at);
}
function signed(body: string, at = Formatter.timestamp()): RawRequest {
  const [current] = sandbox.keys.get(kind).platform;
  const nonce = Formatter.nonce();
  const key = Rsa.from(current?.pair.privateKey ?? "", Rsa.KEY_TYPE_PRIVATE);
  const headers = {
    "wechatpay-timestamp": String(at),
    "wechatpay-nonce": nonce,
    "wechatpay-serial": current?.serial ?? "",
    // The plugin's types want text where its code takes a key object too.
    "wechatpay-signature": Rsa.sign(Formatter.response(String(at), nonce, body), key as never),
  };
  return { method: "POST", query: "", headers, body: Buffer.from(body) };
}
const verify = (request: RawRequest): CallbackVerdict => gateway.verifyCallback(request, new Date());
const resign = (request: RawRequest, change: (outer: { resource: Record<string, string> }) => void) => {
  const outer = JSON.parse(request.body.toString());
  change(outer);
  return signed(JSON.stringify(outer));
};

describe("WeChat Pay's notifications, signed and encrypted by the SDK", () => {
  test("are accepted", () => {
    expect(verify(sealed(transaction))).toEqual({
      ok: true,
      notice: {
        event: "paid",
        notifyId: "EV-1",
        outTradeNo: "KM202405120001",
        gatewayTradeNo: transaction.transaction_id,
        amountFen: 20_000,
        refundFen: null,
        outRefundNo: null,
        refundedTotalFen: null,
        at: new Date("2024-05-12T08:43:06Z"),
        ours: true,
      },
    });
  });

  test("of refunds say the refund", () => {
    expect(verify(sealed(refund, "REFUND.SUCCESS"))).toMatchObject({
      notice: { event: "refunded", amountFen: 20_000, refundFen: 500, outRefundNo: "R-1", ours: true },
    });
    for (const refund_status of ["ABNORMAL", "CLOSED"]) {
      const failed = { ...refund, refund_status };
      expect(verify(sealed(failed, `REFUND.${refund_status}`))).toMatchObject({ notice: { event: "refund_failed" } });
    }
  });

  test.each([
    ["NOTPAY", "waiting"],
    ["USERPAYING", "waiting"],
    ["CLOSED", "closed"],
    ["REVOKED", "closed"],
    ["REFUND", "other"],
    ["SOMETHING_NEW", "other"],
  ])("with %s mean %s, and never paid", (trade_state, event) => {
    expect(verify(sealed({ ...transaction, trade_state }))).toMatchObject({ ok: true, notice: { event } });
  });

  test("with any byte of the body changed are refused by the signature", () => {
    const request = sealed(transaction);
    fc.assert(
      fc.property(fc.nat({ max: request.body.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const body = Buffer.from(request.body);
        body.writeUInt8(body.readUInt8(at) ^ mask, at);
        expect(verify({ ...request, body })).toMatchObject({ ok: false, fault: "BAD_SIGNATURE" });
      }),
    );
    const spaced = Buffer.concat([request.body, Buffer.from("\n")]);
    expect(verify({ ...request, body: spaced })).toMatchObject({ fault: "BAD_SIGNATURE" });
  });

  test("with any bit of ciphertext or tag changed are refused by the tag, though somebody signed them", () => {
    const request = sealed(transaction);
    const { ciphertext } = JSON.parse(request.body.toString()).resource;
    const whole = Buffer.from(ciphertext, "base64");
    fc.assert(
      fc.property(fc.nat({ max: whole.length * 8 - 1 }), (bit) => {
        const bytes = Buffer.from(whole);
        const at = bit >> 3;
        bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (bit & 7)), at);
        const spoiled = resign(request, ({ resource }) => {
          resource.ciphertext = bytes.toString("base64");
        });
        expect(verify(spoiled)).toEqual({ ok: false, fault: "UNDECRYPTABLE", claimed: null });
      }),
      { numRuns: 150 },
    );
  });

  test("cut short, with another nonce or other associated data are refused by the tag", () => {
    const request = sealed(transaction);
    const { ciphertext } = JSON.parse(request.body.toString()).resource as { ciphertext: string };
    const first = (bytes: number) => Buffer.from(ciphertext, "base64").subarray(0, bytes).toString("base64");
    const changes: Record<string, string>[] = [
      { ciphertext: first(-1) },
      { ciphertext: first(16) },
      { ciphertext: "AAAA" },
      { ciphertext: `${ciphertext}!` },
      { ciphertext: "" },
      { nonce: "aaaaaaaaaaaa" },
      { nonce: "short" },
      { associated_data: "refund" },
      { algorithm: "AEAD_SM4_GCM" },
    ];
    for (const change of changes) {
      const verdict = verify(resign(request, ({ resource }) => Object.assign(resource, change)));
      expect(verdict).toMatchObject({ ok: false, fault: "UNDECRYPTABLE" });
    }
  });

  test("with each header changed or missing are refused", () => {
    const request = sealed(transaction);
    for (const name of Object.keys(request.headers)) {
      const { [name]: value = "", ...headers } = request.headers;
      expect(verify({ ...request, headers })).toMatchObject({ ok: false });
      expect(verify({ ...request, headers: { ...headers, [name]: `${value}1` } })).toMatchObject({ ok: false });
    }
    const serial = { ...request.headers, "wechatpay-serial": "PUB_KEY_ID_0" };
    expect(verify({ ...request, headers: serial })).toMatchObject({ fault: "UNKNOWN_KEY" });
    const probe = { ...request.headers, "wechatpay-signature": "WECHATPAY/SIGNTEST/abc" };
    expect(verify({ ...request, headers: probe })).toMatchObject({ fault: "PROBE" });
    expect(gateway.answer(false, "PROBE")).toMatchObject({ status: 401, body: expect.stringContaining('"FAIL"') });
    expect(gateway.answer(false)).toMatchObject({ status: 500, body: expect.stringContaining('"FAIL"') });
  });

  test.each([-301, 301])("of a clock %d seconds off are stale", (seconds) => {
    const now = new Date();
    const at = Math.floor(now.getTime() / 1_000) + seconds;
    const request = sealed(transaction, "TRANSACTION.SUCCESS", at);
    expect(gateway.verifyCallback(request, now)).toMatchObject({ ok: false, fault: "STALE" });
    expect(gateway.verifyCallback(request, new Date(at * 1_000))).toMatchObject({ ok: true });
  });

  test("that are signed and senseless are malformed", () => {
    const senseless = [
      { ...transaction, amount: { total: "20000", currency: "CNY" } },
      { ...transaction, amount: { total: 1.5, currency: "CNY" } },
      { ...transaction, amount: { total: -1, currency: "CNY" } },
      { ...transaction, amount: { total: 1, currency: "USD" } },
      { ...transaction, out_trade_no: null },
      { ...transaction, amount: undefined },
      [],
      "text",
    ];
    for (const plain of senseless)
      expect(verify(sealed(plain as object))).toMatchObject({ ok: false, fault: "MALFORMED" });
    for (const body of ["[]", "{}", "null", '{"id":"1"}', "<html>", '{"id":"1","event_type":"X","resource":[]}']) {
      expect(verify(signed(body))).toMatchObject({ ok: false, fault: "MALFORMED" });
    }
    const { out_refund_no: _, ...numberless } = refund;
    expect(verify(sealed(numberless, "REFUND.SUCCESS"))).toMatchObject({
      fault: "MALFORMED",
      claimed: refund.out_trade_no,
    });
  });

  test.each([{ mchid: "1999999999" }, { appid: "wx9" }])("of another merchant or app (%j) are not ours", (other) => {
    expect(verify(sealed({ ...transaction, ...other }))).toMatchObject({ ok: true, notice: { ours: false } });
  });

  test("keys are rotated: the old setting does not know the new one, the new setting knows both", () => {
    const [old, outTradeNo] = [openAt(sandbox, kind), newNumber()];
    sandbox.pay(outTradeNo, { kind, amountFen: 100 });
    const before = asRequest(sandbox.callback(outTradeNo));
    sandbox.rotateKeys(kind);
    const after = asRequest(sandbox.callback(outTradeNo));
    const renewed = openAt(sandbox, kind);
    expect(old.verifyCallback(after, new Date())).toMatchObject({ ok: false, fault: "UNKNOWN_KEY" });
    expect(renewed.verifyCallback(after, new Date())).toMatchObject({ ok: true });
    expect(renewed.verifyCallback(before, new Date())).toMatchObject({ ok: true });
    gateway = renewed;
  });
});
