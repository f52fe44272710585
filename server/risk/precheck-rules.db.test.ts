import { afterEach, beforeEach, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { channelSettings } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { customerRisk, ownPrecheck, precheck } from "./index.ts";
import type { PrecheckInput } from "./schemas.ts";
import { follow, iso, paid } from "./testing/events.ts";
import { apiKey, NOW, staff } from "./testing.ts";

/** From events to what a person is told: that each rule is fed by what it is about. The thresholds are `rules/`'s to test. */

freshDatabase({ beforeEach, afterEach });

const ask = async (input: Partial<PrecheckInput> = {}) =>
  precheck({
    ctx: apiKey(),
    input: { customerId: "C1001", amountFen: 20_000, channel: "alipay", sku: "NEW", ...input },
  });
const told = async (input: Partial<PrecheckInput> = {}) => (await ask(input)).reasons.map(({ code }) => code);
const known = (data: object = {}) =>
  event("topup.customer.updated", iso(-9_000), {
    ...{ customerId: "C1001", registeredAt: iso(-20_000), firstPurchaseDone: true },
    ...data,
  });
const bought = (orderNo: string, minutes: number, rest: Record<string, unknown> = {}) =>
  paid(orderNo, minutes, 20_000, rest);
const many = (count: number, from: number, rest: (n: number) => Record<string, unknown> = () => ({})) =>
  Array.from({ length: count }, (_, n) => bought(`M${n}`, from - n, rest(n))).flat();
const channelRow = {
  ...{ channel: "wechatpay", kind: "wechatpay" as const, label: "微信支付", methods: [], priority: 1 },
  ...{
    policy: "auto" as const,
    autoLimitFen: 0,
    config: {},
    secrets: "",
    relayUrl: null,
    version: 1,
    updatedAt: NOW,
  },
};

test("a sum far above what they paid before asks for a second check, the usual sum for none", async () => {
  await send([known(), ...many(5, -5_000)]);
  expect(await told({ amountFen: 200_000 })).toEqual(["INP_VERIFY_INCOMPLETE"]);
  expect(await told({ amountFen: 190_000 })).toEqual([]);
});

test("many people at one address may take longer", async () => {
  await send([known(), ...many(7, -5, (n) => ({ customerId: `C${n}`, ip: "192.0.2.1" }))]);
  await follow();
  const answer = await ask({ ip: "192.0.2.1" });
  expect(answer).toMatchObject({ reasons: [{ code: "PAY_DELAYED" }], expectedDelay: { minMinutes: 1, maxMinutes: 5 } });
  expect(await told({ ip: "192.0.2.2" })).toEqual([]);
});

test("a coupon that is used again and again is reviewed, another coupon is not", async () => {
  await send([known(), ...many(9, -600, () => ({ coupon: "NEW10" }))]);
  await follow();
  expect(await told({ coupon: "NEW10" })).toEqual(["RISK_PLATFORM_HOLD"]);
  expect(await told({ coupon: "OLD20" })).toEqual([]);
});

test("a large first purchase may take longer, a later one does not", async () => {
  await send([known({ firstPurchaseDone: false })]);
  expect(await told({ amountFen: 100_001 })).toEqual(["PAY_DELAYED"]);
  await send([event("topup.customer.updated", iso(-10), { customerId: "C1001", firstPurchaseDone: true })]);
  expect(await told({ amountFen: 100_001 })).toEqual([]);
});

test("more than their own record lets them pay asks for a second check", async () => {
  await send([known()]);
  const { limits } = await customerRisk({ ctx: staff("a", "agent"), input: { customerId: "C1001" } });
  expect(await told({ amountFen: limits.singleFen })).toEqual([]);
  expect(await told({ amountFen: limits.singleFen + 1 })).toEqual(["INP_VERIFY_INCOMPLETE"]);
});

test("somebody with a bad record is reviewed at a sum that others pay freely", async () => {
  const upheld = [1, 2].flatMap((n) => {
    const about = { orderNo: `R${n}`, customerId: "C1001", rule: "velocity", side: "platform", reviewId: `RV${n}` };
    return [
      orderCreated(`R${n}`, iso(-8_000 - n), { sku: `R${n}`, expiresAt: iso(-7_900) }),
      event("topup.risk.flagged", iso(-7_990), about),
      event("topup.risk.upheld", iso(-7_980), about),
    ];
  });
  await send([known()]);
  expect(await told({ amountFen: 50_001 })).toEqual([]);
  await send(upheld);
  expect(await told({ amountFen: 50_001 })).toContain("RISK_PLATFORM_HOLD");
});

test("who proved one order learns no number of another", async () => {
  await send([known(), orderCreated("D-SECRET", iso(-5), { sku: "NEW", expiresAt: iso(25) })]);
  expect((await ask()).reasons).toMatchObject([{ code: "INP_DUP_SUBMIT", orderNo: "D-SECRET" }]);
  const input = { customerId: "C1001", amountFen: 20_000, channel: "alipay", sku: "NEW" };
  const own = await ownPrecheck({ now: NOW, input });
  expect(own.reasons).toMatchObject([{ code: "INP_DUP_SUBMIT" }]);
  expect(JSON.stringify(own)).not.toContain("D-SECRET");
});

test("a channel that is switched off here is never the one to use instead", async () => {
  const told = (channel: string, status: string) => event("topup.channel.updated", iso(-600), { channel, status });
  await send([known(), told("alipay", "down"), told("wechatpay", "up")]);
  expect(await ask()).toMatchObject({ verdict: "will_fail", recommendedChannel: "wechatpay" });
  await transact((tx) => tx.insert(channelSettings).values({ ...channelRow, enabled: false }));
  const answer = await ask();
  expect(answer).not.toHaveProperty("recommendedChannel");
  expect(JSON.stringify(answer)).not.toContain("建议使用");
});
