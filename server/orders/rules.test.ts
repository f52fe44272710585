import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OrderCase } from "./case.ts";
import type { StoredEvent } from "./fold/events.ts";
import { foldOrder } from "./fold/order.ts";
import { confirmedPaidFen } from "./money.ts";
import { judgeStages } from "./rules.ts";
import { GATEWAY_SOURCE, type Stage } from "./schemas.ts";
import { event, orderCreated, paidWithoutCallback } from "./testing.ts";

const start = Date.UTC(2026, 10, 1);
const at = (seconds: number) => new Date(start + seconds * 1_000);

function stored(events: readonly Record<string, unknown>[]): StoredEvent[] {
  return events.map((one) => ({
    source: String(one.source),
    eventId: String(one.id),
    type: String(one.type),
    occurredAt: new Date(String(one.time)),
    data: one.data as Record<string, unknown>,
  }));
}

function caseOf(events: readonly Record<string, unknown>[], ledgerFen = 0): OrderCase {
  const folded = foldOrder("KM1", stored(events));
  if (!folded) throw new Error("no order");
  return {
    ...folded,
    riskFlags: folded.risk,
    ledgerRefunds: [],
    refundsUnderWay: [],
    ledgerCredits: ledgerFen > 0 ? [{ reference: "T1", amountFen: ledgerFen, at: at(500) }] : [],
    customer: null,
    product: null,
    channels: [],
  };
}

const paid = paidWithoutCallback("KM1", 0);
const callback = event("topup.callback.received", 25, {
  orderNo: "KM1",
  outTradeNo: "PKM1",
  channel: "alipay",
  verified: true,
  outcome: "applied",
});
const status = (to: string, seconds: number) =>
  event("topup.order.status_changed", seconds, { orderNo: "KM1", status: to });
const supplier = (verb: string, seconds: number) =>
  event(`topup.fulfilment.${verb}`, seconds, { orderNo: "KM1", supplier: "S1", supplierRef: "R1" });
const attempt = { orderNo: "KM1", outTradeNo: "PKM1", amountFen: 20_000 };

describe("the first broken hop", () => {
  const cases: [string, Record<string, unknown>[], number, Stage | null][] = [
    ["a new order waits", [orderCreated("KM1", 0)], 60, null],
    ["an order that nobody paid expired", [orderCreated("KM1", 0), status("expired", 900)], 1_000, "order"],
    ["the only payment failed", [orderCreated("KM1", 0), event("topup.payment.failed", 9, attempt)], 60, "payment"],
    ["just paid", paid, 60, null],
    ["paid, and no callback after a minute", paid, 100, "callback"],
    [
      "the callback was refused",
      [
        ...paid,
        event("topup.callback.received", 25, { ...(callback.data as object), verified: false, outcome: "rejected" }),
      ],
      60,
      "callback",
    ],
    [
      "held by risk control",
      [
        ...paid,
        callback,
        event("topup.risk.flagged", 26, { orderNo: "KM1", customerId: "C1001", rule: "r", side: "platform" }),
      ],
      60,
      "risk",
    ],
    ["the supplier is at work", [...paid, callback, supplier("submitted", 30)], 60, null],
    ["the supplier is silent for long", [...paid, callback, supplier("submitted", 30)], 2_000, "fulfilment"],
    ["the supplier failed", [...paid, callback, supplier("submitted", 30), supplier("failed", 40)], 60, "fulfilment"],
    ["delivered, but nothing credited", [...paid, callback, supplier("succeeded", 40)], 200, "credit"],
    ["delivered and completed", [...paid, callback, supplier("succeeded", 40), status("completed", 41)], 9_999, null],
    [
      "credited",
      [...paid, callback, event("topup.credit.posted", 50, { orderNo: "KM1", amountFen: 20_000, reference: "W" })],
      9_999,
      null,
    ],
    ["all given back", [...paid, event("topup.payment.refunded", 60, attempt)], 9_999, null],
  ];
  test.each(cases)("%s", (_name, events, seconds, brokenAt) => {
    expect(judgeStages(caseOf(events), at(seconds)).brokenAt).toBe(brokenAt);
  });

  test("a manual credit mends the order without a callback", () => {
    expect(judgeStages(caseOf(paid, 20_000), at(9_999)).brokenAt).toBeNull();
  });

  test("a payment that its gateway, asked afterwards, does not have is not counted as paid", () => {
    const asked = {
      ...event("gateway.payment.observed", 30, {
        outTradeNo: "PKM1",
        channel: "alipay",
        via: "query",
        state: "missing",
        amountFen: null,
        refundedFen: 0,
        gatewayTradeNo: null,
        paidAt: null,
      }),
      source: `${GATEWAY_SOURCE}alipay`,
    };
    const facts = caseOf([...paid, asked]);
    const report = judgeStages(facts, at(100));
    expect(report.brokenAt).toBe("payment");
    expect(report.results[1]).toMatchObject({ state: "unknown", note: { code: "payment.contested" } });
    expect(confirmedPaidFen(facts)).toBe(0);
    expect(confirmedPaidFen(caseOf(paid))).toBe(20_000);
  });

  test("a second payment of one order breaks it even after the credit", () => {
    const second = event("topup.payment.succeeded", 40, { orderNo: "KM1", outTradeNo: "P2", amountFen: 20_000 });
    const facts = caseOf([...paid, callback, second], 20_000);
    expect(judgeStages(facts, at(9_999)).brokenAt).toBe("payment");
  });
});

describe("payments", () => {
  const verbs = ["attempted", "succeeded", "failed", "closed", "refunded"] as const;
  const anyHistory = fc.array(fc.record({ verb: fc.constantFrom(...verbs), second: fc.integer({ min: 1, max: 50 }) }), {
    maxLength: 12,
  });

  test("evidence of a charge never disappears, whatever is said besides", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const events = history.map(({ verb, second }) =>
          event(`topup.payment.${verb}`, second, { ...attempt, channel: "alipay", method: "app" }),
        );
        const folded = foldOrder("KM1", stored([...events, orderCreated("KM1", 0)]));
        const charged = history.some(({ verb }) => verb === "succeeded" || verb === "refunded");
        expect((folded?.order.paidFen ?? 0) > 0).toBe(charged);
        if (!charged)
          expect(folded?.payments.every((row) => !["succeeded", "refunded"].includes(row.state))).toBe(true);
      }),
    );
  });
});
