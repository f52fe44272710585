import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connection, db } from "#db/client.ts";
import { riskPrechecks, riskSightings } from "#db/schema/index.ts";
import { countSelects, plansOf, type TestDatabase, testDatabase } from "#db/testing.ts";
import { systemContext } from "#server/core/context.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { allSentences } from "./copy.ts";
import { forgetOld } from "./follow.ts";
import { anonymousPrecheck, customerRisk, keptPrecheck, ownPrecheck, precheck } from "./index.ts";
import { defaultRuleSet } from "./rules/default-set.ts";
import { type PrecheckInput, riskSignals } from "./schemas.ts";
import { follow, iso, paid } from "./testing/events.ts";
import { apiKey, at, NOW, staff } from "./testing.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const ask = (input: Partial<PrecheckInput> & { locale?: "zh-CN" | "en" } = {}, now = NOW) =>
  precheck({
    ctx: apiKey(now),
    input: { customerId: "C1001", amountFen: 20_000, channel: "alipay", sku: "WALLET-200", ...input },
  });
const told = async (input: Partial<PrecheckInput> = {}) => (await ask(input)).reasons.map(({ code }) => code);
const customer = (data: object, minutes = -9_000) =>
  event("topup.customer.updated", iso(minutes), { customerId: "C1001", ...data });
const channel = (code: string, data: object) =>
  event("topup.channel.updated", iso(-600), { channel: code, status: "up", ...data });

describe("before a payment", () => {
  test("nothing is said against what nothing is known of", async () => {
    expect(await ask()).toMatchObject({ verdict: "ok", reasons: [], payNow: true, expectedDelay: null, channel: null });
  });

  test("a sum over the day's limit fails, in the exact words, with what was paid in Shanghai's day so far", async () => {
    await send([customer({ dailyLimitFen: 500_000 })]);
    const first = await ask({ amountFen: 600_000 });
    expect(first.verdict).toBe("will_fail");
    expect(first.reasons[0]?.text).toContain("单日支付限额5000元，当前充值6000元将失败");
    // NOW is noon in Shanghai: -721 minutes is the day before.
    await send([...paid("D1", -724, 400_000), ...paid("D2", -60, 300_000)]);
    expect(await ask({ amountFen: 200_000 })).toMatchObject({ verdict: "ok" });
    const over = await ask({ amountFen: 200_001 });
    expect(over.reasons[0]).toMatchObject({ code: "PAY_BUYER_LIMIT", level: "will_fail" });
    expect(over.reasons[0]?.text).toContain("单日支付限额5000元，当前充值2000.01元将失败（今天已支付3000元）");
    const english = await ask({ amountFen: 200_001, locale: "en" });
    expect(english.reasons[0]?.text).toContain("daily limit is ¥5,000, so paying ¥2,000.01 now will fail");
  });

  test("a channel in trouble names the one to use instead, by the name that people know", async () => {
    await send([channel("alipay", { status: "down" }), channel("wechatpay", { recommended: true })]);
    expect(await ask()).toMatchObject({
      verdict: "will_fail",
      recommendedChannel: "wechatpay",
      channel: { channel: "alipay", label: "支付宝", status: "down" },
      reasons: [{ code: "PAY_CHANNEL_DOWN", text: "当前支付通道异常：支付宝暂时无法付款。建议使用微信支付渠道。" }],
    });
    await send([channel("wechatpay", { singleLimitFen: 10_000 })].map((one) => ({ ...one, time: iso(-1) })));
    expect(await ask()).not.toHaveProperty("recommendedChannel");
    await send([event("topup.channel.updated", iso(0), { channel: "alipay", status: "degraded" })], NOW);
    expect(await ask()).toMatchObject({
      verdict: "warn",
      payNow: true,
      expectedDelay: { minMinutes: 1, maxMinutes: 5 },
    });
  });

  test("a channel's own limit counts what was paid through it today", async () => {
    await send([channel("alipay", { dailyLimitFen: 100_000 }), ...paid("D1", -60, 90_000)]);
    expect(await ask({ amountFen: 10_000 })).toMatchObject({ verdict: "ok" });
    expect((await ask({ amountFen: 10_001 })).reasons[0]?.text).toMatch(/^支付宝单日支付限额1000元/);
    expect(await ask({ amountFen: 10_001, channel: "wechatpay" })).toMatchObject({ verdict: "ok" });
  });

  test("a frozen account, a missing product, and several refusals of the merchant fail", async () => {
    await send([customer({ frozen: true }), event("topup.product.updated", iso(-5), { sku: "WALLET-200", stock: 0 })]);
    expect(await told()).toEqual(["ACC_FROZEN", "FUL_OUT_OF_STOCK"]);
    await send([
      channel("epay", {}),
      ...["D1", "D2"].flatMap((orderNo) => [
        orderCreated(orderNo, iso(-20), { customerId: "C2" }),
        event("topup.payment.attempted", iso(-19), {
          orderNo,
          outTradeNo: orderNo,
          channel: "epay",
          method: "a",
          amountFen: 1,
        }),
        event("topup.payment.failed", iso(-18), {
          orderNo,
          outTradeNo: orderNo,
          amountFen: 1,
          errorCode: "ACQ.BEYOND_PAY_RESTRICTION",
        }),
      ]),
    ]);
    expect(await told({ channel: "epay", customerId: "C9", sku: "X" })).toEqual(["PAY_MERCHANT_LIMIT"]);
  });

  test("an earlier payment of which nobody knows comes first, and nothing points to another way to pay", async () => {
    await send([
      channel("alipay", { status: "down" }),
      channel("wechatpay", {}),
      orderCreated("D1", iso(-100), { sku: "OTHER", expiresAt: iso(-70) }),
      event("topup.payment.attempted", iso(-99), {
        orderNo: "D1",
        outTradeNo: "P1",
        channel: "alipay",
        method: "a",
        amountFen: 20_000,
      }),
      event("topup.order.status_changed", iso(-70), { orderNo: "D1", status: "expired" }),
    ]);
    const answer = await ask({ channel: "wechatpay" });
    expect(answer).toMatchObject({
      verdict: "warn",
      payNow: false,
      reasons: [{ code: "UNRESOLVED_PAYMENT", orderNo: "D1", text: expect.stringContaining("先查清上一笔") }],
    });
    const down = await ask({ channel: "alipay" });
    expect(down.verdict).toBe("will_fail");
    expect(down).not.toHaveProperty("recommendedChannel");
    expect(JSON.stringify(down)).not.toContain("建议使用");
  });

  test("an open order of the same product is finished instead, unless it is the one that is paid", async () => {
    await send([orderCreated("D1", iso(-5), { expiresAt: iso(25) })]);
    expect(await ask()).toMatchObject({
      verdict: "warn",
      payNow: false,
      reasons: [{ code: "INP_DUP_SUBMIT", orderNo: "D1" }],
    });
    expect(await ask({ orderNo: "D1" })).toMatchObject({ verdict: "ok" });
    expect(await ask({ sku: "OTHER" })).toMatchObject({ verdict: "ok" });
  });

  test("needs a permission and good input", async () => {
    const ctx = { ...apiKey(), actor: { kind: "customer" as const, id: "x", name: "x" } };
    const input = { customerId: "C1", amountFen: 1, channel: "alipay", sku: "S" };
    await expect(precheck({ ctx, input })).rejects.toMatchObject({ status: 403 });
    for (const bad of [
      { amountFen: 0 },
      { amountFen: 1.5 },
      { amountFen: -1 },
      { customerId: "" },
      { sku: "x".repeat(200) },
    ]) {
      await expect(ask(bad)).rejects.toThrow();
    }
  });
});

describe("risk rules on events", () => {
  test("five large orders in ten minutes are reviewed", async () => {
    const orders = [1, 2, 3, 4].map((n) =>
      orderCreated(`D${n}`, iso(-n), { amountFen: 60_000, sku: `S${n}`, expiresAt: iso(-0.5) }),
    );
    await send(orders.slice(0, 3));
    expect(await told({ amountFen: 60_000 })).toEqual([]);
    await send(orders.slice(3));
    expect(await ask({ amountFen: 60_000 })).toMatchObject({
      verdict: "warn",
      reasons: [{ code: "RISK_PLATFORM_HOLD" }],
    });
  });

  test("a new device in another place asks for a second check; a first device is not strange", async () => {
    await send(paid("D1", -5_000, 20_000, { device: "phone-1", place: "上海" }));
    await follow();
    expect(await told({ device: "phone-2", place: "北京", customerId: "C2" })).toEqual([]);
    expect(await told({ device: "phone-2", place: "上海" })).toEqual([]);
    expect(await told({ device: "phone-2", place: "北京" })).toEqual(["INP_VERIFY_INCOMPLETE"]);
    await send([customer({ device: "phone-2", place: "北京" }, -100)]);
    expect(await told({ device: "phone-2", place: "北京" })).toEqual([]);
  });

  test("many accounts on a device, a payer who is nobody's own, and odd money are reviewed", async () => {
    await send(["C2", "C3"].flatMap((customerId, n) => paid(`D${n}`, -30, 20_000, { customerId, device: "phone-1" })));
    await send([1, 2].flatMap((n) => paid(`E${n}`, -3_000 - n, 20_000, { customerId: "C5", payerAccount: "own" })));
    await follow();
    const review = ["RISK_PLATFORM_HOLD"];
    expect(await told({ device: "phone-1" })).toEqual(review);
    expect(await told({ device: "phone-9" })).toEqual([]);
    expect(await told({ customerId: "C5", payerAccount: "else" })).toEqual(review);
    expect(await told({ customerId: "C5", payerAccount: "own" })).toEqual([]);
    expect(await told({ payerLinked: false })).toEqual(review);
    expect(await told({ fundsSource: "virtual_card" })).toEqual(review);
  });

  test("what an order told of itself stands in for what the caller leaves out", async () => {
    await send(paid("D1", -5_000, 20_000, { device: "phone-1", place: "上海" }));
    await send([orderCreated("D2", iso(-3), { device: "phone-2", place: "北京", expiresAt: iso(20) })]);
    await follow();
    expect(await told({ orderNo: "D2" })).toEqual(["INP_VERIFY_INCOMPLETE"]);
  });

  test("the unverified are told to verify, and nobody is told a rule", async () => {
    await send([customer({ realNameVerified: false, registeredAt: iso(-500), firstPurchaseDone: false })]);
    const answer = await ask({ amountFen: 300_000 });
    expect(answer.verdict).toBe("will_fail");
    expect(answer.reasons.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["ACC_UNVERIFIED", "RISK_PLATFORM_HOLD"]),
    );
  });

  test("devices, addresses and payers are kept as hashes alone", async () => {
    await send(
      paid("D1", -50, 20_000, { device: "phone-1", ip: "192.0.2.1", payerAccount: "138****", coupon: "NEW10" }),
    );
    await follow();
    const rows = await db.select().from(riskSightings);
    expect(rows).toMatchObject([{ orderNo: "D1", customerId: "C1001", coupon: "NEW10" }]);
    expect(JSON.stringify(rows)).not.toMatch(/phone-1|192\.0\.2\.1|138\*/);
  });
});

describe("what leaves the house", () => {
  const names = defaultRuleSet.rules.flatMap(({ id, name, signal }) => [id, name, signal]);
  /** Thresholds as people would read them: in yuan, and as counts of things. */
  const thresholds = defaultRuleSet.rules.flatMap((rule) => {
    const fens = [rule.threshold, "minAmountFen" in rule ? rule.minAmountFen : 0].filter((n) => n >= 10_000);
    return fens.flatMap((fen) => [String(fen), `${fen / 100}元`, `¥${(fen / 100).toLocaleString("en")}`]);
  });

  test("neither names a rule nor a threshold, whatever was hit", async () => {
    await send([
      customer({ realNameVerified: false, registeredAt: iso(-500), firstPurchaseDone: false }),
      ...[1, 2, 3, 4].map((n) =>
        orderCreated(`D${n}`, iso(-n), { amountFen: 60_000, sku: `S${n}`, expiresAt: iso(-0.5) }),
      ),
      ...paid("E1", -5_000, 7_700, { device: "phone-1", place: "上海" }),
    ]);
    await follow();
    const everything: PrecheckInput = {
      customerId: "C1001",
      amountFen: 777_700,
      channel: "alipay",
      sku: "X",
      device: "other",
      place: "北京",
      ip: "192.0.2.1",
      payerLinked: false,
      fundsSource: "crypto",
      coupon: "NEW10",
    };
    const answers = [await ask(everything), await ask({ ...everything, locale: "en" })];
    expect(answers[0]?.reasons.length).toBeGreaterThanOrEqual(3);
    for (const answer of answers) {
      expect(await keptPrecheck({ id: answer.id, now: NOW })).not.toBeNull();
    }
    const wire = JSON.stringify([answers, allSentences()]);
    for (const secret of [...names, ...thresholds, "phone-1", ...riskSignals]) expect(wire).not.toContain(secret);
    expect(wire).not.toMatch(/风控规则|\b(5|five) (large )?orders|设备|异地|device|IP\b/);
  });

  test("never suggests several smaller payments", () => {
    expect(allSentences().join()).not.toMatch(/分(开|批|次|几|拆|两)|拆分|小额|split|smaller|several payments|instal/i);
  });

  test("staff see which rule, how much, and why", async () => {
    await send([customer({ realNameVerified: false })]);
    const found = await customerRisk({ ctx: staff("a", "agent"), input: { customerId: "C1001", amountFen: 150_000 } });
    expect(found).toMatchObject({
      known: true,
      tried: { effect: "cap", hits: [{ id: "unverified", measured: 150_000, threshold: 100_000, family: "identity" }] },
    });
    const stranger = await customerRisk({ ctx: staff("a", "agent"), input: { customerId: "nobody" } });
    expect(stranger).toMatchObject({ known: false, score: 50, tried: { hits: [] } });
  });
});

describe("an answer that is shown by its id", () => {
  test("says the same in either language for ten minutes, without any order number", async () => {
    await send([orderCreated("D-SECRET", iso(-5), { expiresAt: iso(25) }), customer({ dailyLimitFen: 10_000 })]);
    const answer = await ask();
    const shown = await keptPrecheck({ id: answer.id, now: NOW, locale: "en" });
    expect(shown).toMatchObject({ verdict: "will_fail", payNow: false });
    expect(shown?.reasons.map(({ code }) => code)).toEqual(answer.reasons.map(({ code }) => code));
    expect(shown?.reasons[0]?.text).toContain("not paid yet");
    expect(JSON.stringify(shown)).not.toContain("D-SECRET");
    expect(JSON.stringify(await db.select().from(riskPrechecks))).not.toMatch(/D-SECRET|C1001/);
    expect(await keptPrecheck({ id: answer.id, now: at(9) })).not.toBeNull();
    expect(await keptPrecheck({ id: answer.id, now: at(10) })).toBeNull();
    expect(await keptPrecheck({ id: "guess", now: NOW })).toBeNull();
    await forgetOld({ ...systemContext("test"), clock: { now: () => at(11) } });
    expect(await db.$count(riskPrechecks)).toBe(0);
  });

  test("of nobody in particular knows channels, stock and limits, and nothing of anybody", async () => {
    await send([
      customer({ frozen: true }),
      channel("alipay", { dailyLimitFen: 500_000 }),
      ...paid("D1", -60, 400_000),
    ]);
    const input = { amountFen: 600_000, channel: "alipay", sku: "WALLET-200" };
    const open = await anonymousPrecheck({ now: NOW, input });
    expect(open.reasons.map(({ code }) => code)).toEqual(["PAY_BUYER_LIMIT"]);
    expect(open.reasons[0]?.text).toContain("支付宝单日支付限额5000元，当前充值6000元将失败。");
    const own = await ownPrecheck({ now: NOW, input: { ...input, customerId: "C1001" } });
    expect(own.reasons.map(({ code }) => code)).toContain("ACC_FROZEN");
    expect(await db.$count(riskPrechecks)).toBe(0);
  });
});

describe("asking", () => {
  test("takes the same number of statements however much there is, and scans nothing that grows", async () => {
    const input: PrecheckInput = {
      customerId: "C1001",
      amountFen: 20_000,
      channel: "alipay",
      sku: "X",
      device: "d",
      ip: "192.0.2.1",
      place: "上海",
      coupon: "NEW10",
    };
    const counted = () => countSelects(() => ask(input));
    await send([...paid("D0", -50, 20_000), orderCreated("DX", iso(-40)), ...limbo("L0")]);
    const few = await counted();
    expect(few).toBeLessThanOrEqual(24);
    await send(
      Array.from({ length: 40 }, (_, n) => paid(`D${n + 1}`, -60 - n, 20_000, { device: "d", ip: "192.0.2.1" })).flat(),
    );
    await follow();
    expect(await counted()).toBe(few);
    const plans = await plansOf(database, () => ask(input));
    const grows =
      /^SCAN (orders|payments|inbound_events|risk_\w+|refunds|topups|gateway_complaints|customers|products)\b/;
    expect(plans.filter((line) => grows.test(line))).toEqual([]);
    if (connection().dialect === "sqlite") expect(plans.length).toBeGreaterThan(10);
  });
  const limbo = (orderNo: string) => [
    orderCreated(orderNo, iso(-30), { sku: "L" }),
    event("topup.payment.attempted", iso(-29), {
      orderNo,
      outTradeNo: orderNo,
      channel: "alipay",
      method: "a",
      amountFen: 1,
    }),
    event("topup.payment.succeeded", iso(-28), { orderNo, outTradeNo: orderNo, amountFen: 1 }),
  ];
});
