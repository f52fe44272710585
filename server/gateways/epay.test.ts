import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gatewaySandbox, type ListeningSandbox } from "#e2e/sandbox/gateways/index.ts";
import { md5Sign, signedText } from "./epay-sign.ts";
import { type CallbackVerdict, openGateway } from "./index.ts";
import { asRequest, impatient, newNumber, openAt } from "./testing.ts";

let sandbox: ListeningSandbox;
beforeAll(async () => {
  sandbox = await gatewaySandbox();
});
afterAll(() => sandbox.close());

const key = "KEY89utjzxk1B2c3";
const vector = {
  money: "200",
  name: "product",
  out_trade_no: "KM202405120001",
  pid: "1001",
  trade_no: "2024051216064300001",
  trade_status: "TRADE_SUCCESS",
  type: "alipay",
  sign_type: "MD5",
  sign: "c15ea880ce674b663885f395a3f44470",
};
type Fields = Record<string, string>;
const site = openGateway({
  channel: "vector",
  kind: "epay",
  config: { pid: "1001", signType: "MD5", key, apiUrl: "https://epay.example" },
  allowPrivate: false,
});
const get = (fields: Fields): CallbackVerdict =>
  site.verifyCallback(
    { method: "GET", query: new URLSearchParams(fields).toString(), headers: {}, body: Buffer.alloc(0) },
    new Date(),
  );
const post = (fields: Fields): CallbackVerdict =>
  site.verifyCallback(
    { method: "POST", query: "", headers: {}, body: Buffer.from(new URLSearchParams(fields).toString()) },
    new Date(),
  );
const signed = (fields: Fields): Fields => ({ ...fields, sign: md5Sign(fields, key), sign_type: "MD5" });

describe("epay with MD5", () => {
  test("the known vector is signed as the real sites sign it, as a query and as a form", () => {
    expect(signedText(vector)).toBe(
      "money=200&name=product&out_trade_no=KM202405120001&pid=1001&trade_no=2024051216064300001&trade_status=TRADE_SUCCESS&type=alipay",
    );
    expect(md5Sign(vector, key)).toBe(vector.sign);
    const paid = { ok: true, notice: { event: "paid", amountFen: 20_000, outTradeNo: "KM202405120001", ours: true } };
    expect(get(vector)).toMatchObject(paid);
    expect(post(vector)).toMatchObject(paid);
  });

  test("empty values are not signed, and their presence changes nothing", () => {
    expect(get({ ...vector, param: "" })).toMatchObject({ ok: true });
    expect(get({ ...vector, param: "x" })).toMatchObject({ ok: false, fault: "BAD_SIGNATURE" });
  });

  test("any field changed is refused, money too when it means the same", () => {
    for (const name of Object.keys(vector) as (keyof typeof vector)[]) {
      expect(get({ ...vector, [name]: `${vector[name]}0` })).toMatchObject({ ok: false, claimed: expect.anything() });
    }
    expect(get({ ...vector, money: "200.00" })).toMatchObject({ fault: "BAD_SIGNATURE" });
    expect(get(signed({ ...vector, money: "200.00" }))).toMatchObject({ ok: true, notice: { amountFen: 20_000 } });
  });

  test("a signature of another length, in capitals, or for another key is refused", () => {
    for (const sign of ["", "c15", vector.sign.toUpperCase(), `${vector.sign}0`, md5Sign(vector, `${key}x`)]) {
      expect(get({ ...vector, sign })).toMatchObject({ ok: false, fault: "BAD_SIGNATURE" });
    }
    expect(get({ ...vector, sign_type: "RSA" })).toMatchObject({ ok: false, fault: "BAD_SIGNATURE" });
  });

  test("random fields are signed as the rule says: sorted, raw, without the empty ones", () => {
    const text = fc.stringMatching(/^[a-z_]{1,8}$/);
    fc.assert(
      fc.property(fc.dictionary(text, fc.string({ maxLength: 12 })), (fields) => {
        const rule = Object.entries(fields)
          .filter(([name, value]) => value !== "" && name !== "sign" && name !== "sign_type")
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map((pair) => pair.join("="))
          .join("&");
        expect(md5Sign(fields, key)).toBe(createHash("md5").update(`${rule}${key}`).digest("hex"));
      }),
    );
  });

  test.each(["TRADE_CLOSED", "WAIT", "trade_success"])("a status of %s is never paid", (trade_status) => {
    expect(get(signed({ ...vector, trade_status }))).toMatchObject({ ok: true, notice: { event: "other" } });
  });

  test.each([{ money: "1e3" }, { money: "-1" }, { money: "0.001" }, { out_trade_no: "a b" }, { trade_status: "" }])(
    "signed and senseless (%j) is malformed",
    (more) =>
      expect(get(signed({ ...vector, ...(more as unknown as Fields) }))).toMatchObject({
        ok: false,
        fault: "MALFORMED",
      }),
  );

  test("a refund is sent once however its answer is lost, and never while the order says refunded", async () => {
    const [outTradeNo, gateway] = [newNumber(), openAt(sandbox, "epay", { limits: impatient })];
    sandbox.pay(outTradeNo, { kind: "epay", amountFen: 1_000 });
    const refund = (outRefundNo: string) =>
      gateway.refund({ outTradeNo, gatewayTradeNo: null, outRefundNo, amountFen: 400, totalFen: 1_000, reason: "x" });
    sandbox.faults.fail({ kind: "epay", fault: "hang_after", endpoint: "refund" });
    expect(await refund("R1")).toMatchObject({ state: "unknown", code: "TIMED_OUT" });
    sandbox.faults.heal();
    expect(await refund("R1")).toMatchObject({ state: "unknown", code: "ALREADY_REFUNDED" });
    expect(await gateway.queryRefund({ outTradeNo, outRefundNo: "R1" })).toMatchObject({
      state: "succeeded",
      amountFen: 400,
    });
    expect(sandbox.calls({ kind: "epay", endpoint: "refund", outTradeNo })).toHaveLength(1);
    expect(sandbox.payment(outTradeNo).refunds).toHaveLength(1);
  });

  test("a refund that never arrived stays unknown: a paid order is no proof that it will not happen", async () => {
    const [outTradeNo, gateway] = [newNumber(), openAt(sandbox, "epay")];
    sandbox.pay(outTradeNo, { kind: "epay", amountFen: 1_000 });
    expect(await gateway.queryRefund({ outTradeNo, outRefundNo: "R9" })).toMatchObject({ state: "unknown" });
  });

  test("when the question before the refund fails, nothing was sent", async () => {
    const [outTradeNo, gateway] = [newNumber(), openAt(sandbox, "epay", { limits: impatient })];
    sandbox.pay(outTradeNo, { kind: "epay", amountFen: 1_000 });
    sandbox.faults.fail({ kind: "epay", fault: "hang", endpoint: "query" });
    const call = { outTradeNo, gatewayTradeNo: null, outRefundNo: "R1", amountFen: 1, totalFen: 1_000, reason: "x" };
    await expect(gateway.refund(call)).rejects.toMatchObject({ code: "TIMED_OUT", sent: false });
    sandbox.faults.heal();
  });

  test("a frozen order is frozen, and a wrong key is a refusal and no missing order", async () => {
    const outTradeNo = newNumber();
    sandbox.pay(outTradeNo, { kind: "epay", amountFen: 100 });
    sandbox.freeze(outTradeNo);
    expect(await openAt(sandbox, "epay").query(outTradeNo)).toMatchObject({ state: "frozen", amountFen: 100 });
    const config = { ...sandbox.config("epay"), key: "wrong" };
    const call = openAt(sandbox, "epay", { config }).query(outTradeNo);
    await expect(call).rejects.toMatchObject({ code: "REFUSED", gatewayCode: "-3" });
  });
});

describe("epay with RSA", () => {
  const kind = "epay2" as const;
  const paid = () => {
    const outTradeNo = newNumber();
    sandbox.pay(outTradeNo, { kind, amountFen: 1_000 });
    return outTradeNo;
  };

  test.each([-301, 301])("a callback %d seconds off is stale", (seconds) => {
    const request = asRequest(sandbox.callback(paid()));
    const gateway = openAt(sandbox, kind);
    expect(gateway.verifyCallback(request, new Date())).toMatchObject({ ok: true });
    const then = new Date(Date.now() + seconds * 1_000 + Math.sign(seconds) * 1_000);
    expect(gateway.verifyCallback(request, then)).toMatchObject({ ok: false, fault: "STALE" });
  });

  test("its id stays the same when a retry is dated anew", () => {
    const outTradeNo = paid();
    const gateway = openAt(sandbox, kind);
    const ids = ["", "skewed"].map((twist) => {
      const request = asRequest(sandbox.callback(outTradeNo, twist ? { twist: twist as "skewed" } : {}));
      const now = new Date(Date.now() - (twist ? 600_000 : 0));
      const found = gateway.verifyCallback(request, now);
      return found.ok ? found.notice.notifyId : "refused";
    });
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe("refused");
  });

  test("any byte of any value changed is refused", () => {
    const { query } = sandbox.callback(paid());
    const whole = Object.fromEntries(new URLSearchParams(query));
    const gateway = openAt(sandbox, kind);
    const names = Object.keys(whole).filter((name) => whole[name] !== "");
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), (name, at) => {
        const chars = [...(whole[name] ?? "")];
        const index = at % chars.length;
        chars[index] = chars[index] === "7" ? "8" : "7";
        const changed = new URLSearchParams({ ...whole, [name]: chars.join("") }).toString();
        const request = { method: "GET", query: changed, headers: {}, body: Buffer.alloc(0) };
        expect(gateway.verifyCallback(request, new Date())).toMatchObject({ ok: false });
      }),
    );
  });

  test.each(["bad_signature", "unsigned", "skewed"] as const)("an answer that is %s is not believed", async (fault) => {
    const outTradeNo = paid();
    sandbox.faults.fail({ kind, fault, times: 1 });
    await expect(openAt(sandbox, kind).query(outTradeNo)).rejects.toMatchObject({ code: "BAD_SIGNATURE", sent: true });
  });

  test("a refund whose answer was lost is made once by asking again under the same number", async () => {
    const outTradeNo = paid();
    sandbox.faults.fail({ kind, fault: "hang_after", endpoint: "refund", times: 1 });
    const call = {
      outTradeNo,
      gatewayTradeNo: null,
      outRefundNo: newNumber("R"),
      amountFen: 400,
      totalFen: 1_000,
      reason: "x",
    };
    expect(await openAt(sandbox, kind, { limits: impatient }).refund(call)).toMatchObject({
      state: "succeeded",
      amountFen: 400,
    });
    expect(sandbox.payment(outTradeNo).refunds).toHaveLength(1);
    expect(await openAt(sandbox, kind).query(outTradeNo)).toMatchObject({ state: "refunded", refundedFen: 400 });
  });
});

describe("settings that cannot be used", () => {
  const open = (kind: "alipay" | "wechatpay" | "epay", config: unknown) => () =>
    openGateway({ channel: "x", kind, config, allowPrivate: true });

  test("are refused when the gateway is opened, without quoting them", () => {
    const bad: [Parameters<typeof open>[0], unknown][] = [
      ["epay", {}],
      ["epay", null],
      ["epay", { pid: "1", signType: "MD5", apiUrl: "https://x.example" }],
      [
        "epay",
        {
          pid: "1",
          signType: "RSA",
          platformPublicKey: "s3cret",
          merchantPrivateKey: "s3cret",
          apiUrl: "https://x.example",
        },
      ],
      ["alipay", { ...sandbox.config("alipay"), privateKey: "s3cret" }],
      ["alipay", { ...sandbox.config("alipay"), alipayPublicKey: "s3cret" }],
      ["wechatpay", { ...sandbox.config("wechatpay"), apiV3Key: "s3cret" }],
      ["wechatpay", { ...sandbox.config("wechatpay"), platformKeys: { A: "s3cret" } }],
    ];
    for (const [kind, config] of bad) {
      expect(open(kind, config)).toThrow(expect.objectContaining({ name: "GatewayError", code: "MISCONFIGURED" }));
      expect(open(kind, config)).not.toThrow(/s3cret/);
    }
  });
});
