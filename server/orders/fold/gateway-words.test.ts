import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GATEWAY_SOURCE, type GatewayObservation } from "../schemas.ts";
import { event, orderCreated } from "../testing.ts";
import type { StoredEvent } from "./events.ts";
import { foldOrder } from "./order.ts";

type Sent = Record<string, unknown>;

function stored(events: readonly Sent[]): StoredEvent[] {
  return events.map((one) => ({
    source: String(one.source),
    eventId: String(one.id),
    type: String(one.type),
    occurredAt: new Date(String(one.time)),
    data: one.data as Record<string, unknown>,
  }));
}

let count = 0;
/** What a gateway said of P1, so many seconds after the order. */
function word(seconds: number, observation: Partial<GatewayObservation> = {}): Sent {
  const data = {
    outTradeNo: "P1",
    channel: "alipay",
    via: "query",
    state: "paid",
    amountFen: 20_000,
    refundedFen: 0,
    gatewayTradeNo: null,
    paidAt: null,
    ...observation,
  };
  count += 1;
  return {
    ...event("gateway.payment.observed", seconds, data, `w${count}`),
    source: `${GATEWAY_SOURCE}${data.channel}`,
  };
}
const created = orderCreated("KM1", 0);
const P1 = { orderNo: "KM1", outTradeNo: "P1", amountFen: 20_000 };
const attempted = event("topup.payment.attempted", 5, { ...P1, channel: "alipay", method: "app" });
const succeeded = event("topup.payment.succeeded", 20, { ...P1, gatewayTradeNo: "FROM-SHOP" });

function payment(...events: Sent[]) {
  const folded = foldOrder("KM1", stored([created, ...events]));
  expect(folded?.payments.length ?? 0).toBeLessThanOrEqual(1);
  return folded?.payments[0];
}

describe("what a gateway says", () => {
  test("when asked outweighs what the platform says of the sum", () => {
    expect(payment(attempted, succeeded, word(30, { amountFen: 19_000, gatewayTradeNo: "G1" }))).toMatchObject({
      state: "succeeded",
      paidFen: 19_000,
      gatewayState: "paid",
      gatewayVia: "query",
      gatewayFen: 19_000,
      gatewayTradeNo: "G1",
    });
  });

  test("by callback counts until it is asked", () => {
    const called = word(20, { via: "callback" });
    expect(payment(attempted, called)).toMatchObject({ state: "succeeded", paidFen: 20_000, gatewayVia: "callback" });
    for (const state of ["waiting", "closed", "missing"] as const) {
      const asked = word(25, { state, amountFen: state === "missing" ? null : 20_000 });
      expect(payment(attempted, called, asked), state).toMatchObject({ paidFen: 0, gatewayState: state });
    }
  });

  test("by callback counts again when it calls after it was asked", () => {
    const found = payment(
      attempted,
      word(10, { state: "waiting" }),
      word(20, { via: "callback", gatewayTradeNo: "G1" }),
    );
    expect(found).toMatchObject({
      paidFen: 20_000,
      gatewayState: "paid",
      gatewayVia: "callback",
      gatewayTradeNo: "G1",
    });
  });

  test("of a payment that it does not know takes nothing back that the platform said", () => {
    const found = payment(attempted, succeeded, word(30, { state: "missing", amountFen: null }));
    expect(found).toMatchObject({ state: "succeeded", paidFen: 20_000, gatewayState: "missing" });
  });

  test("of money that it does not have is held against the platform's word only when it was asked afterwards", () => {
    const none = (seconds: number) => word(seconds, { state: "waiting" });
    expect(payment(attempted, succeeded, none(30))).toMatchObject({ paidFen: 20_000, gatewayFen: 0 });
    expect(payment(attempted, none(10), succeeded)).toMatchObject({ paidFen: 20_000, gatewayFen: 20_000 });
  });

  test("when asked is not taken back by a later answer that knows of no money", () => {
    const found = payment(attempted, word(20), word(30, { state: "missing", amountFen: null }));
    expect(found).toMatchObject({ state: "succeeded", paidFen: 20_000, gatewayState: "missing" });
  });

  test("closes a payment that is only begun, and leaves one that failed as it is", () => {
    const closed = word(30, { state: "closed" });
    expect(payment(attempted, closed)).toMatchObject({ state: "closed", gatewayState: "closed", paidFen: 0 });
    const failed = event("topup.payment.failed", 9, { ...P1, errorCode: "LIMIT" });
    expect(payment(attempted, failed, closed)).toMatchObject({ state: "failed", errorCode: "LIMIT" });
  });

  test("holds frozen money for money", () => {
    expect(payment(attempted, word(30, { state: "frozen" }))).toMatchObject({
      state: "succeeded",
      paidFen: 20_000,
      gatewayState: "frozen",
    });
  });

  test("on another channel is not about this payment", () => {
    expect(payment(attempted, word(30, { channel: "wechat" }))).toMatchObject({
      channel: "alipay",
      paidFen: 0,
      gatewayState: null,
    });
  });

  test("names the channel of a payment whose channel nobody told", () => {
    const waiting = word(40, { channel: "wechat", state: "waiting" });
    expect(payment(succeeded, waiting, word(30, { amountFen: 100 }))).toMatchObject({
      channel: "alipay",
      paidFen: 100,
    });
  });

  test("rebuilds a payment that the platform never told of, and nothing for one that is not there", () => {
    const at = "2026-11-01T00:00:10.000Z";
    expect(payment(word(30, { outTradeNo: "KM1", paidAt: at }))).toMatchObject({
      outTradeNo: "KM1",
      amountFen: 20_000,
      state: "succeeded",
      paidAt: new Date(at),
      channel: "alipay",
    });
    expect(payment(word(30, { state: "missing", amountFen: null }))).toBeUndefined();
    expect(payment(word(30, { state: "waiting" }))).toBeUndefined();
  });

  test("counts only under our own source", () => {
    const forged = { ...word(30), source: "https://shop.example" };
    expect(payment(attempted, forged)).toMatchObject({ paidFen: 0, gatewayState: null });
  });
});

describe("refunds", () => {
  test("are never taken back, not by an old callback that comes again nor by a later answer", () => {
    const refunded = word(40, { via: "callback", state: "refunded", refundedFen: 20_000 });
    const late = [word(50, { via: "callback" }), word(60)];
    for (const again of late) {
      expect(payment(attempted, word(20), refunded, again)).toMatchObject({
        state: "refunded",
        gatewayState: "refunded",
        refundedFen: 20_000,
      });
    }
  });

  test("in part are refunds and leave the payment paid", () => {
    const part = word(40, { via: "callback", refundedFen: 5_000 });
    expect(payment(attempted, word(20), part)).toMatchObject({
      state: "succeeded",
      gatewayState: "paid",
      paidFen: 20_000,
      refundedFen: 5_000,
    });
  });

  test("told one by one add up, each number once; a sum that was told is not added to", () => {
    const one = (seconds: number, outRefundNo: string, amountFen: number) =>
      word(seconds, { via: "callback", refund: { outRefundNo, amountFen } });
    const parts = [one(40, "R1", 5_000), one(41, "R1", 5_000), one(42, "R2", 3_000)];
    expect(payment(attempted, word(20), ...parts)).toMatchObject({ refundedFen: 8_000, state: "succeeded" });
    expect(payment(attempted, word(20), ...parts, word(50, { refundedFen: 8_000 }))).toMatchObject({
      refundedFen: 8_000,
    });
    expect(payment(attempted, word(20), ...parts, one(43, "R3", 12_000))).toMatchObject({
      state: "refunded",
      gatewayState: "refunded",
    });
  });

  test("of unknown size keep the state, so that nobody credits", () => {
    expect(payment(attempted, word(20, { state: "refunded" }))).toMatchObject({
      gatewayState: "refunded",
      refundedFen: 0,
    });
  });

  test("are not the end of a closed trade of which all went back", () => {
    const found = payment(attempted, word(20), word(40, { refundedFen: 20_000 }), word(50, { state: "closed" }));
    expect(found).toMatchObject({ state: "refunded", gatewayState: "refunded", refundedFen: 20_000 });
  });
});

test("order of arrival and repetition change nothing", () => {
  const said = fc.record({
    seconds: fc.integer({ min: 1, max: 6 }),
    via: fc.constantFrom("callback" as const, "query" as const, "bill" as const),
    state: fc.constantFrom("waiting", "paid", "closed", "refunded", "frozen", "missing"),
    channel: fc.constantFrom("alipay", "wechat"),
    amountFen: fc.constantFrom(20_000, 19_000),
    refundedFen: fc.constantFrom(0, 5_000, 20_000),
    refund: fc.option(
      fc.record({ outRefundNo: fc.constantFrom("R1", "R2"), amountFen: fc.constantFrom(1_000, 4_000) }),
      { nil: undefined },
    ),
    gatewayTradeNo: fc.constantFrom(null, "G1", "G2"),
  });
  const told = fc.subarray([attempted, succeeded, event("topup.payment.closed", 6, P1)]);
  fc.assert(
    fc.property(fc.array(said, { maxLength: 6 }), told, fc.infiniteStream(fc.nat()), (words, platform, numbers) => {
      const events = [
        created,
        ...platform,
        ...words.map(({ seconds, ...rest }) => word(seconds, rest as Partial<GatewayObservation>)),
      ];
      const expected = foldOrder("KM1", stored(events));
      const shuffled = [...events, ...events.slice(0, 2)]
        .map((one) => ({ one, by: numbers.next().value ?? 0 }))
        .sort((a, b) => a.by - b.by)
        .map(({ one }) => one);
      expect(foldOrder("KM1", stored(shuffled))).toEqual(expected);
      for (const row of expected?.payments ?? []) {
        expect(row.refundedFen).toBeLessThanOrEqual(row.paidFen);
        if (row.state === "succeeded") expect(row.paidFen).toBeGreaterThan(row.refundedFen);
      }
    }),
    { numRuns: 300 },
  );
});
