import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { callbackFaults } from "#server/gateways/schemas.ts";
import { type CallbackCase, judgeCallback } from "./judge-callback.ts";

const notice = {
  event: "paid" as const,
  notifyId: "N1",
  outTradeNo: "P1",
  gatewayTradeNo: "G1",
  amountFen: 20_000,
  refundFen: null,
  outRefundNo: null,
  refundedTotalFen: null,
  at: null,
  ours: true,
};
type Notice = Omit<typeof notice, "event"> & {
  event: "paid" | "refunded" | "refund_failed" | "closed" | "waiting" | "other";
};
const payment = { channel: "alipay", amountFen: 20_000, paidFen: 0, refundedFen: 0, gatewayState: null };

function found(over: Partial<CallbackCase> = {}, said: Partial<Notice> = {}): CallbackCase {
  return {
    verdict: { ok: true, notice: { ...notice, ...said } },
    channel: "alipay",
    payment,
    orderFen: 20_000,
    shared: false,
    confirmedFen: null,
    called: false,
    noticeTaken: false,
    tradeNoTaken: false,
    ...over,
  };
}
const unknown = { payment: null, orderFen: null };
const standing = { ...payment, paidFen: 20_000, gatewayState: "paid" as const };
const refunded = { ...standing, refundedFen: 20_000, gatewayState: "refunded" as const };

describe("a callback", () => {
  test.each(callbackFaults)("that is %s is refused and changes nothing", (fault) => {
    const judged = judgeCallback(found({ verdict: { ok: false, fault, claimed: "P1" } }));
    expect(judged).toEqual({
      verdict: "rejected",
      reason: fault,
      taken: false,
      observe: false,
      outcome: null,
      ask: false,
      item: null,
    });
  });

  test("of another merchant is refused and alerted, whatever it says", () => {
    for (const event of ["paid", "refunded", "closed"] as const) {
      expect(judgeCallback(found({}, { ours: false, event }))).toMatchObject({
        verdict: "rejected",
        reason: "FOREIGN_MERCHANT",
        taken: false,
        observe: false,
        item: "foreign_callback",
      });
    }
  });

  test("with a gateway's number that another order's payment has is refused and alerted", () => {
    const judged = judgeCallback(found({ tradeNoTaken: true }));
    expect(judged).toMatchObject({ verdict: "rejected", reason: "TRADE_NO_TAKEN", item: "foreign_callback" });
  });

  test("for a payment of another channel is refused and alerted", () => {
    const judged = judgeCallback(found({ payment: { ...payment, channel: "wechat" } }));
    expect(judged).toMatchObject({ verdict: "rejected", reason: "CHANNEL_DIFFERS", item: "foreign_callback" });
    expect(judgeCallback(found({ payment: { ...payment, channel: null } })).verdict).toBe("applied");
  });
});

describe("a callback that says paid", () => {
  test("is applied, shown, and asked after", () => {
    expect(judgeCallback(found())).toEqual({
      verdict: "applied",
      reason: null,
      taken: true,
      observe: true,
      outcome: "applied",
      ask: true,
      item: null,
    });
  });

  test("after the gateway confirmed it is applied without asking again", () => {
    const judged = judgeCallback(found({ payment: standing, confirmedFen: 20_000 }));
    expect(judged).toMatchObject({ verdict: "applied", observe: true, ask: false });
  });

  test("again is a duplicate, acknowledged, with no effect", () => {
    const again = judgeCallback(found({ called: true, noticeTaken: true, payment: standing }));
    expect(again).toMatchObject({ verdict: "duplicate", taken: true, observe: false, outcome: null, ask: false });
    const other = judgeCallback(found({ called: true, payment: standing }));
    expect(other).toMatchObject({ verdict: "duplicate", reason: "ALREADY_PAID", taken: true, observe: false });
  });

  test("again, of a payment that the gateway did not confirm, is asked after again", () => {
    const waiting = { ...payment, gatewayState: "waiting" as const };
    expect(judgeCallback(found({ called: true, noticeTaken: true, payment: waiting }))).toMatchObject({
      verdict: "duplicate",
      observe: false,
      ask: true,
    });
    expect(judgeCallback(found({ called: true, payment: waiting }))).toMatchObject({
      verdict: "applied",
      observe: true,
      ask: true,
    });
  });

  test.each([19_999, 20_001, 0])(
    "with %i fen instead is refused until the gateway confirms that very sum",
    (amountFen) => {
      expect(judgeCallback(found({}, { amountFen }))).toMatchObject({
        verdict: "rejected",
        reason: "AMOUNT_DIFFERS",
        taken: false,
        observe: false,
        outcome: "rejected",
        ask: true,
        item: "amount_differs",
      });
      expect(judgeCallback(found({ confirmedFen: 20_000 }, { amountFen })).verdict).toBe("rejected");
      expect(judgeCallback(found({ confirmedFen: amountFen }, { amountFen }))).toMatchObject({
        verdict: "duplicate",
        taken: true,
        observe: false,
      });
    },
  );

  test("is held against the order when the payment was never told of", () => {
    expect(judgeCallback(found({ payment: null })).verdict).toBe("applied");
    expect(judgeCallback(found({ payment: null, orderFen: 100 })).reason).toBe("AMOUNT_DIFFERS");
  });

  test("waits while its order is unknown, acknowledged", () => {
    const judged = judgeCallback(found(unknown));
    expect(judged).toMatchObject({ verdict: "waiting", taken: true, observe: true, outcome: "applied", ask: true });
    expect(judgeCallback(found({ ...unknown, called: true }))).toMatchObject({ verdict: "duplicate", taken: true });
  });

  test("after the refund leaves it refunded", () => {
    for (const called of [true, false]) {
      expect(judgeCallback(found({ payment: refunded, called }))).toMatchObject({
        verdict: "duplicate",
        reason: "ALREADY_REFUNDED",
        taken: true,
        observe: false,
      });
    }
  });

  test("of a number that two orders claim goes before a person", () => {
    expect(judgeCallback(found({ shared: true }))).toMatchObject({ taken: true, item: "foreign_callback" });
  });
});

describe("other callbacks", () => {
  test("a refund is a refund and never a credit", () => {
    for (const over of [{}, { payment: standing, called: true }]) {
      expect(judgeCallback(found(over, { event: "refunded" }))).toMatchObject({
        verdict: "applied",
        observe: true,
        outcome: null,
      });
    }
    expect(judgeCallback(found(unknown, { event: "refunded" })).verdict).toBe("waiting");
  });

  test("a refund that failed goes before a person", () => {
    const judged = judgeCallback(found({}, { event: "refund_failed" }));
    expect(judged).toMatchObject({ taken: true, observe: false, item: "refund_failed" });
  });

  test("a closing does not close a payment that has its money", () => {
    expect(judgeCallback(found({}, { event: "closed" }))).toMatchObject({ verdict: "applied", observe: true });
    expect(judgeCallback(found({ payment: standing }, { event: "closed" }))).toMatchObject({
      verdict: "ignored",
      observe: false,
      ask: true,
    });
  });

  test("what says nothing is acknowledged and ignored", () => {
    for (const event of ["waiting", "other"] as const) {
      expect(judgeCallback(found({}, { event }))).toMatchObject({ verdict: "ignored", taken: true, observe: false });
    }
  });
});

test("whatever comes, only what verified, is ours and has the right sum goes on record as paid", () => {
  const anyCase = fc.record({
    ours: fc.boolean(),
    amountFen: fc.constantFrom(0, 19_999, 20_000),
    event: fc.constantFrom("paid", "refunded", "refund_failed", "closed", "waiting", "other"),
    ok: fc.boolean(),
    payment: fc.constantFrom(null, payment, standing, refunded, { ...payment, channel: "wechat" }),
    known: fc.boolean(),
    called: fc.boolean(),
    noticeTaken: fc.boolean(),
    tradeNoTaken: fc.boolean(),
    confirmedFen: fc.constantFrom(null, 19_999, 20_000),
  });
  fc.assert(
    fc.property(anyCase, ({ ours, amountFen, event, ok, known, ...rest }) => {
      const verdict = ok
        ? { ok: true as const, notice: { ...notice, ours, amountFen, event: event as "paid" } }
        : { ok: false as const, fault: "BAD_SIGNATURE" as const, claimed: null };
      const input = { ...found(), ...rest, verdict, orderFen: known ? 20_000 : null };
      const judged = judgeCallback(input);
      if (judged.observe) {
        expect(ok && ours && !rest.tradeNoTaken && !rest.noticeTaken).toBe(true);
        if (event === "paid" && (rest.payment || known)) expect(amountFen).toBe(20_000);
        if (event === "paid") expect(rest.payment).not.toBe(refunded);
      }
      if (!ok || !ours) expect(judged.taken).toBe(false);
      if (judged.verdict === "duplicate") expect(judged.taken).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
