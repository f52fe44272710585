import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { gatewayCallbacks, moneyItems, payments } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import {
  type CallbackOptions,
  channelKind,
  gatewaySandbox,
  type ListeningSandbox,
  type RawCallback,
  type SandboxKind,
  sandboxKinds,
} from "#e2e/sandbox/gateways/index.ts";
import { saveChannel } from "#server/channels/index.ts";
import { systemContext } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { forgetLimits } from "#server/http/index.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { paymentJobs, refreshPayments } from "#server/payments/index.ts";
import { GET as getAlipay, POST as postAlipay } from "../alipay/[channel]/notify/route.ts";
import { GET as getEpay, PUT as putEpay } from "../epay/[channel]/notify/route.ts";
import { MAX_CALLBACK_BYTES, notifyHandler } from "./handler.ts";

freshDatabase({ beforeEach, afterEach });
let sandbox: ListeningSandbox;
beforeAll(async () => {
  sandbox = await gatewaySandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => overrideEnv({ ALLOW_PRIVATE_URLS: true }));
afterEach(() => {
  forgetLimits();
  overrideEnv();
});

let count = 0;
/** An order with one payment begun on a channel of this kind, paid at the gateway unless said otherwise. */
async function begin(kind: SandboxKind, { paid = true } = {}): Promise<string> {
  count += 1;
  const [orderNo, outTradeNo] = [`KM${count}`, `P${Date.now()}${count}`];
  const input = {
    channel: kind,
    kind: channelKind(kind),
    label: kind,
    methods: ["app"],
    priority: 1,
    enabled: true,
    config: sandbox.config(kind),
  };
  await saveChannel({ ctx: systemContext("test"), input: input as never });
  if (paid) sandbox.pay(outTradeNo, { kind, amountFen: 20_000 });
  else sandbox.create(outTradeNo, { kind, amountFen: 20_000 });
  await send([
    orderCreated(orderNo, 0),
    event("topup.payment.attempted", 5, { orderNo, outTradeNo, channel: kind, method: "app", amountFen: 20_000 }),
  ]);
  return outTradeNo;
}

async function notify(kind: SandboxKind, raw: RawCallback, more: { channel?: string; as?: "alipay" | "epay" } = {}) {
  const { channel = kind, as = channelKind(kind) } = more;
  const url = `http://127.0.0.1:3000/api/gateways/${as}/${channel}/notify${raw.query ? `?${raw.query}` : ""}`;
  const request = new Request(url, {
    method: raw.method,
    headers: { ...raw.headers, "x-forwarded-for": "192.0.2.1" },
    ...(raw.method === "GET" ? {} : { body: new Uint8Array(raw.body) }),
  });
  const response = await notifyHandler(as)(request, { params: Promise.resolve({ channel }) });
  return { status: response.status, body: await response.text(), headers: response.headers };
}

const sent = (kind: SandboxKind, outTradeNo: string, options: CallbackOptions = {}) =>
  notify(kind, sandbox.callback(outTradeNo, { kind, ...options }));
const stored = () => db.select().from(gatewayCallbacks);
const payment = async () => (await db.select().from(payments))[0];
const taken = { alipay: [200, "success"], wechatpay: [204, ""], epay: [200, "success"], epay2: [200, "success"] };

describe.each(sandboxKinds)("%s", (kind) => {
  test("a callback is taken and answered as its protocol wants, every time it comes", async () => {
    const no = await begin(kind);
    for (let n = 0; n < 3; n++) {
      const answer = await sent(kind, no);
      expect([answer.status, answer.body]).toEqual(taken[kind]);
    }
    expect((await stored()).map(({ verdict }) => verdict).toSorted()).toEqual(["applied", "duplicate", "duplicate"]);
    expect(await payment()).toMatchObject({ state: "succeeded", paidFen: 20_000, gatewayVia: "callback" });
    await refreshPayments({ ctx: systemContext("test"), orderNo: (await payment())?.orderNo ?? "" });
    expect(await payment()).toMatchObject({ paidFen: 20_000, gatewayVia: "query", gatewayState: "paid" });
  });

  test.each([
    "forged",
    "unknown_key",
    "wrong_amount",
    "foreign_merchant",
    "truncated",
    "not_utf8",
    "duplicate_parameter",
  ] as const)("one that is %s is kept, refused and changes nothing", async (twist) => {
    if (twist === "duplicate_parameter" && kind === "wechatpay") return;
    const no = await begin(kind);
    const { status, body } = await sent(kind, no, { twist });
    expect(body).not.toContain("success");
    if (kind === "wechatpay") expect(status).toBeGreaterThanOrEqual(400);
    expect(await stored()).toMatchObject([{ verdict: "rejected", reason: expect.any(String) }]);
    expect(await payment()).toMatchObject({ paidFen: 0, gatewayState: null });
  });

  test("of ten megabytes is refused, with nothing stored", async () => {
    const no = await begin(kind);
    expect(await sent(kind, no, { twist: "oversized" })).toMatchObject({ status: 413 });
    expect(await stored()).toEqual([]);
  });

  test("that says paid when nobody paid is dropped once the gateway was asked", async () => {
    const no = await begin(kind, { paid: false });
    expect((await sent(kind, no)).status).toBeLessThan(300);
    await refreshPayments({ ctx: systemContext("test"), orderNo: (await payment())?.orderNo ?? "" });
    expect(await payment()).toMatchObject({ paidFen: 0, state: "attempted", gatewayVia: "query" });
    expect(await db.select().from(moneyItems)).toMatchObject([{ kind: "unconfirmed_callback" }]);
  });
});

test("WeChat Pay: old signatures, its own probes and broken seals are refused; a partial refund is a refund", async () => {
  const no = await begin("wechatpay");
  for (const twist of ["skewed", "probe", "bad_tag"] as const) {
    const { status, body } = await sent("wechatpay", no, { twist });
    expect(status).toBe(401);
    expect(JSON.parse(body)).toMatchObject({ code: "FAIL" });
  }
  const reasons = (await stored()).map(({ reason }) => reason).toSorted();
  expect(reasons).toEqual(["PROBE", "STALE", "UNDECRYPTABLE"]);
  await sent("wechatpay", no);
  sandbox.refund(no, { kind: "wechatpay", outRefundNo: `R${no}`, amountFen: 5_000 });
  await sent("wechatpay", no, { event: "refunded" });
  expect(await payment()).toMatchObject({ state: "succeeded", paidFen: 20_000, refundedFen: 5_000 });
});

test("Alipay: a partial refund, which comes as a success, is a refund and nothing else", async () => {
  const no = await begin("alipay");
  await sent("alipay", no);
  sandbox.refund(no, { kind: "alipay", outRefundNo: `R${no}`, amountFen: 5_000 });
  const raw = sandbox.callback(no, { kind: "alipay", event: "refunded" });
  expect(raw.body.toString()).toContain("trade_status=TRADE_SUCCESS");
  expect(await notify("alipay", raw)).toMatchObject({ body: "success" });
  expect(await payment()).toMatchObject({ state: "succeeded", paidFen: 20_000, refundedFen: 5_000 });
});

describe("what is no callback", () => {
  test("an unknown channel, and one of another kind, are not found and nothing is stored", async () => {
    const no = await begin("epay");
    const raw = sandbox.callback(no, { kind: "epay" });
    expect(await notify("epay", raw, { channel: "nope" })).toMatchObject({ status: 404 });
    const posted = {
      ...raw,
      method: "POST" as const,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    };
    expect(await notify("epay", posted, { as: "alipay" })).toMatchObject({ status: 404 });
    expect(await stored()).toEqual([]);
  });

  test("another media type is refused and nothing is stored", async () => {
    const no = await begin("alipay");
    const raw = sandbox.callback(no, { kind: "alipay" });
    for (const type of ["text/plain", "application/json", ""]) {
      expect(await notify("alipay", { ...raw, headers: { "content-type": type } })).toMatchObject({ status: 415 });
    }
    expect(await stored()).toEqual([]);
  });

  test("a body over the limit is refused and one at the limit is kept", async () => {
    await begin("alipay");
    const of = (bytes: number): RawCallback => ({
      method: "POST",
      query: "",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: Buffer.alloc(bytes, "a"),
    });
    expect(await notify("alipay", of(MAX_CALLBACK_BYTES + 1))).toMatchObject({ status: 413 });
    expect(await stored()).toEqual([]);
    await notify("alipay", of(MAX_CALLBACK_BYTES));
    expect(await stored()).toMatchObject([{ verdict: "rejected" }]);
  });

  test("other methods are refused", async () => {
    const request = new Request("http://127.0.0.1/x");
    expect(getAlipay(request).status).toBe(405);
    expect(putEpay(request).headers.get("allow")).toBe("GET, POST");
    expect([getEpay, postAlipay].every((handler) => typeof handler === "function")).toBe(true);
  });
});

test("epay takes its callback by form as well", async () => {
  const no = await begin("epay");
  const raw = sandbox.callback(no, { kind: "epay" });
  const form: RawCallback = {
    method: "POST",
    query: "",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: Buffer.from(raw.query),
  };
  expect(await notify("epay", form)).toMatchObject({ status: 200, body: "success" });
  expect(await payment()).toMatchObject({ paidFen: 20_000 });
});

test("epay's query is kept as it was sent, not as Next.js writes it", async () => {
  const no = await begin("epay");
  const raw = sandbox.callback(no, { kind: "epay" });
  const sentAs = `${raw.query}&x=%zz&y`;
  const url = `http://127.0.0.1:3000/api/gateways/epay/epay/notify?${raw.query}&x=%25zz&y=`;
  const request = new Request(url, { headers: { "x-raw-query": sentAs } });
  const answer = await notifyHandler("epay")(request, { params: Promise.resolve({ channel: "epay" }) });
  expect(await answer.text()).not.toContain("success");
  expect(await stored()).toMatchObject([{ query: sentAs, reason: "MALFORMED" }]);
  expect((await stored())[0]?.headers).not.toHaveProperty("x-raw-query");
});

test("a channel whose secrets cannot be opened keeps the callback until they can", async () => {
  const no = await begin("alipay");
  const raw = sandbox.callback(no, { kind: "alipay" });
  overrideEnv({ APP_SECRET: "another-secret-of-more-than-thirty-two-bytes" });
  expect(await notify("alipay", raw)).toMatchObject({ status: 503 });
  expect(await stored()).toMatchObject([{ verdict: "pending" }]);
  overrideEnv();
  overrideEnv({ ALLOW_PRIVATE_URLS: true });
  const judge = paymentJobs.find(({ name }) => name === "payments.judge_pending");
  await judge?.run(systemContext("test", { now: () => new Date(Date.now() + 60_000) }));
  expect(await payment()).toMatchObject({ paidFen: 20_000 });
});
