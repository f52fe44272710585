import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import { orderTroubles } from "./rules/order-troubles.ts";
import { acknowledges, MAX_RELAY_ATTEMPTS, nextQueryAt, nextRelayAt, QUERY_UNTIL_MS, rankOf } from "./rules.ts";
import { moneyItemKinds } from "./schemas.ts";

const began = new Date("2026-11-23T00:00:00Z");
const later = (ms: number) => new Date(began.getTime() + ms);

test("every kind of item has its rank", () => {
  for (const kind of moneyItemKinds) expect(rankOf(kind), kind).toBeGreaterThanOrEqual(0);
});

describe("when a payment is asked for", () => {
  test("soon, then ever more rarely, then no more", () => {
    const waits: number[] = [];
    let now = began;
    for (let attempts = 0; ; attempts++) {
      const next = nextQueryAt(began, attempts, now);
      if (!next) break;
      waits.push((next.getTime() - now.getTime()) / SECOND_MS);
      now = next;
    }
    expect(waits.slice(0, 8)).toEqual([5, 15, 30, 60, 120, 300, 600, 1_800]);
    expect(waits.every((wait, i) => i === 0 || wait >= (waits[i - 1] ?? 0))).toBe(true);
    expect(waits.length).toBeLessThan(20);
    const last = now.getTime() - began.getTime();
    expect(last).toBeGreaterThan(DAY_MS);
    expect(last).toBeLessThanOrEqual(QUERY_UNTIL_MS);
  });

  test("one that is found late is asked for at once, and not in a burst", () => {
    const now = later(2 * DAY_MS);
    expect(nextQueryAt(began, 0, now)).toEqual(now);
    expect(nextQueryAt(began, 1, now)?.getTime()).toBeGreaterThanOrEqual(now.getTime() + 6 * HOUR_MS);
  });

  test("never in the past, and never after it would long have closed", () => {
    fc.assert(
      fc.property(fc.integer({ min: -DAY_MS, max: 5 * DAY_MS }), fc.nat(40), (age, attempts) => {
        const now = later(age);
        const next = nextQueryAt(began, attempts, now);
        if (age >= QUERY_UNTIL_MS) expect(next).toBeNull();
        if (!next) return;
        expect(next.getTime()).toBeGreaterThanOrEqual(now.getTime());
        expect(next.getTime()).toBeLessThanOrEqual(began.getTime() + QUERY_UNTIL_MS);
      }),
    );
  });
});

describe("when a callback is passed on", () => {
  test("as Standard Webhooks says, then no more", () => {
    const waits = Array.from({ length: MAX_RELAY_ATTEMPTS }, (_, attempts) => {
      const at = nextRelayAt(attempts, began, 0.5);
      return at && (at.getTime() - began.getTime()) / MINUTE_MS;
    });
    expect(waits).toEqual([0, 5 / 60, 5, 30, 120, 300, 600, 840, 1_200, 1_440]);
    expect(nextRelayAt(MAX_RELAY_ATTEMPTS, began, 0.5)).toBeNull();
  });

  test("what failed together does not come back together, and stays near its time", () => {
    const [early, late] = [nextRelayAt(3, began, 0), nextRelayAt(3, began, 1)];
    expect(early?.getTime()).toBe(later(27 * MINUTE_MS).getTime());
    expect(late?.getTime()).toBe(later(33 * MINUTE_MS).getTime());
  });

  test.each([
    ["alipay", 200, "success", true],
    ["alipay", 200, "fail", false],
    ["alipay", 302, "success", false],
    ["epay", 200, "\ufeffsuccess\n", true],
    ["epay", 200, "<html>error</html>", false],
    ["epay", 500, "success", false],
    ["wechatpay", 204, "", true],
    ["wechatpay", 200, '{"code":"SUCCESS"}', true],
    ["wechatpay", 500, '{"code":"FAIL"}', false],
  ] as const)("%s: %i %s counts as taken: %s", (kind, status, body, taken) => {
    expect(acknowledges(kind, status, body)).toBe(taken);
  });
});

describe("what is wrong between an order and its payments", () => {
  const order = { orderNo: "KM1", amountFen: 20_000 };
  const paid = (outTradeNo: string, over: Record<string, unknown> = {}) => ({
    outTradeNo,
    channel: "alipay",
    gatewayTradeNo: `G${outTradeNo}`,
    paidFen: 20_000,
    refundedFen: 0,
    gatewayState: "paid" as const,
    gatewayVia: "query" as const,
    gatewayFen: 20_000,
    ...over,
  });
  const kinds = (...payments: ReturnType<typeof paid>[]) =>
    orderTroubles(order, payments).raise.map(({ kind }) => kind);

  test("nothing, when it is paid once with its sum", () => {
    expect(orderTroubles(order, [paid("P1")])).toEqual({
      raise: [],
      settle: [
        { kind: "amount_differs", about: "P1" },
        { kind: "paid_twice", about: "KM1" },
      ],
    });
  });

  test("a sum that differs, as long as it is held", () => {
    const under = { gatewayFen: 19_000, paidFen: 19_000 };
    expect(orderTroubles(order, [paid("P1", under)]).raise).toMatchObject([
      { kind: "amount_differs", about: "P1", amountFen: 20_000, otherFen: 19_000, gatewayTradeNo: "GP1" },
    ]);
    expect(kinds(paid("P1", { ...under, refundedFen: 19_000 }))).toEqual([]);
  });

  test("two payments that are held", () => {
    expect(orderTroubles(order, [paid("P1"), paid("P2")]).raise).toMatchObject([
      { kind: "paid_twice", about: "KM1", outTradeNo: "P2", otherFen: 40_000 },
    ]);
    expect(kinds(paid("P1"), paid("P2", { refundedFen: 20_000 }))).toEqual([]);
    expect(kinds(paid("P1"), paid("P2", { gatewayState: "refunded" }))).toEqual([]);
  });

  test("only what the gateway said when it was asked counts", () => {
    expect(kinds(paid("P1"), paid("P2", { gatewayVia: "callback" }))).toEqual([]);
    expect(kinds(paid("P1", { gatewayVia: "callback", gatewayFen: 1 }))).toEqual([]);
    expect(kinds(paid("P1", { gatewayState: "missing", gatewayFen: null }))).toEqual([]);
  });
});
