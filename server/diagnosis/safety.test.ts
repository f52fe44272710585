import { describe, expect, test } from "vitest";
import { diagnose } from "./engine.ts";
import { deriveFacts } from "./facts.ts";
import { distrust, distrustAndKnow, type Known } from "./known.ts";
import { copyOf, pack } from "./pack/index.ts";
import {
  advisesSplitting,
  applySafety,
  chargeSilencesPaying,
  chargeStateOf,
  type Draft,
  disclose,
  noSplitting,
  payOnlyWhenNone,
  type SafetyRule,
  safetyRules,
  topUpOrRefund,
  waitsEnd,
} from "./safety.ts";
import { type AdviceTag, adviceTags, type Fact } from "./schemas.ts";
import { minutesAgo, NOW, orderCase, paid, payment, unpaid } from "./testing.ts";

const facts = (found = orderCase(), answers = {}): Known => distrustAndKnow(pack, deriveFacts(found, NOW), answers);
const draft = (tags: AdviceTag[], over: Partial<NonNullable<Draft["outcome"]>> = {}): Draft => ({
  chargeState: "none",
  outcome: {
    kind: "self_fixed",
    remedies: tags.map((tag) => ({ code: tag, tag, texts: [tag] })),
    until: null,
    ...over,
  },
  advice: tags,
});
const withoutRule = (rule: SafetyRule) => safetyRules.filter((r) => r !== rule);
const PAYING: AdviceTag[] = ["PAY_AGAIN", "SWITCH", "FINISH_PAYING"];

describe("what was charged", () => {
  const closed = orderCase({ payments: [unpaid("closed")], order: { status: "expired" } });
  test.each([
    ["a signed success", orderCase({ payments: [paid()] }), {}, "confirmed"],
    [
      "refunded in full",
      orderCase({ payments: [paid(9, { state: "refunded", refundedFen: 20_000 })] }),
      {},
      "confirmed",
    ],
    ["every attempt ended unpaid and the order is over", closed, {}, "none"],
    ["the same, and the person is not sure", closed, { debited: "unsure" }, "none"],
    ["the same, but the person was debited", closed, { debited: "yes" }, "possible"],
    ["the same, but the page says processing", closed, { page: "processing" }, "possible"],
    ["an attempt without a result", orderCase({ payments: [payment()] }), { debited: "no" }, "possible"],
    ["one ended and one open", orderCase({ payments: [unpaid("failed"), payment()] }), { debited: "no" }, "possible"],
    [
      "ended, but a callback came",
      orderCase({ payments: [unpaid("closed")], callbacks: [{ outcome: "rejected" }] }),
      {},
      "possible",
    ],
    [
      "ended, but the order says paid",
      orderCase({ payments: [unpaid("closed")], order: { status: "paid" } }),
      {},
      "possible",
    ],
    [
      "refused because it is paid already",
      orderCase({ payments: [unpaid("failed", "ORDER_PAID")] }),
      { debited: "no" },
      "possible",
    ],
    [
      "the gateway only says that it is not paid yet",
      orderCase({ payments: [unpaid("failed", "NOTPAY")] }),
      { debited: "no" },
      "possible",
    ],
    ["it is being paid", orderCase({ payments: [unpaid("failed", "USER_PAYING")] }), { debited: "no" }, "possible"],
    ["ended, but the bank told of a debit", closed, { debited: "yes", bank_sms: "yes" }, "possible"],
    ["no attempt, order unpaid", orderCase(), { debited: "no" }, "none"],
    [
      "no attempt, but it was delivered",
      orderCase({ order: { status: "failed" }, fulfilments: [{ state: "partial" }] }),
      {},
      "possible",
    ],
  ] as const)("%s", (_, found, answers, expected) => {
    expect(chargeStateOf(facts(found, answers))).toBe(expected);
  });

  test("no answers, however many, make it none", () => {
    const all = { debited: "no", page: "closed", notice: "none", error_text: "closed", when: "earlier" };
    expect(chargeStateOf(distrustAndKnow(pack, [], all))).toBe("possible");
  });
});

describe("each rule is needed", () => {
  test("1: paying anew only when nothing can have left", () => {
    const input = { facts: facts(orderCase(), { debited: "unsure" }), now: NOW };
    const bad = draft(["PAY_AGAIN", "SWITCH", "CONTACT"]);
    expect(applySafety(bad, input).advice).toEqual(["CONTACT"]);
    expect(applySafety(bad, input, withoutRule(payOnlyWhenNone)).advice).toContain("PAY_AGAIN");
    const expired = {
      facts: facts(orderCase({ payments: [payment()], order: { expiresAt: minutesAgo(1) } }), { debited: "no" }),
      now: NOW,
    };
    expect(applySafety(draft(["FINISH_PAYING"]), expired).advice).not.toContain("FINISH_PAYING");
    const two = orderCase({ payments: [payment(), payment({ outTradeNo: "P2" })] });
    expect(applySafety(draft(["FINISH_PAYING"]), { facts: facts(two, { debited: "no" }), now: NOW }).advice).toEqual([
      "DO_NOT_PAY",
    ]);
  });

  test("2: while money may have left, the warning stands", () => {
    const input = { facts: facts(orderCase({ payments: [paid()] })), now: NOW };
    expect(applySafety(draft(["CONTACT"]), input).advice).toContain("DO_NOT_PAY");
    expect(applySafety(draft(["CONTACT"]), input, withoutRule(chargeSilencesPaying)).advice).not.toContain(
      "DO_NOT_PAY",
    );
  });

  test("3: top-up or refund, never both", () => {
    const input = { facts: facts(orderCase({ payments: [paid()] })), now: NOW };
    const both = draft(["REDELIVER", "REFUND"]);
    expect(applySafety(both, input).advice).not.toContain("REDELIVER");
    expect(applySafety(both, input, withoutRule(topUpOrRefund)).advice).toEqual(
      expect.arrayContaining(["REDELIVER", "REFUND"]),
    );
    const refunding = { facts: facts(orderCase({ payments: [paid()], order: { status: "refunding" } })), now: NOW };
    expect(applySafety(draft(["REDELIVER"]), refunding).outcome?.kind).toBe("ticket");
  });

  test("3: what a supplier has and has not answered is not sent again", () => {
    const sent = orderCase({
      payments: [paid()],
      callbacks: [{}],
      order: { status: "fulfilling" },
      fulfilments: [{ submittedAt: minutesAgo(40) }],
    });
    const input = { facts: facts(sent), now: NOW };
    expect(applySafety(draft(["REDELIVER", "CONTACT"]), input).advice).not.toContain("REDELIVER");
    expect(applySafety(draft(["REDELIVER"]), input, withoutRule(topUpOrRefund)).advice).toContain("REDELIVER");
  });

  test.each([
    [
      "a supplier's answer got lost",
      { fulfilments: [{ state: "failed", errorCode: "TIMEOUT", decidedAt: minutesAgo(3) }] },
    ],
    [
      "an earlier one is still out",
      {
        fulfilments: [
          { supplier: "a", submittedAt: minutesAgo(9) },
          {
            supplier: "b",
            state: "failed",
            errorMessage: "充值失败",
            submittedAt: minutesAgo(5),
            decidedAt: minutesAgo(3),
          },
        ],
      },
    ],
  ] as const)("3: nothing is sent or given back while it may still arrive: %s", (_, parts) => {
    const found = orderCase({
      payments: [paid()],
      order: { status: "paid" },
      fulfilments: parts.fulfilments.map((one) => ({ ...one })),
    });
    const input = { facts: facts(found), now: NOW };
    for (const tag of ["REDELIVER", "REFUND"] as const) {
      expect(applySafety(draft([tag, "CONTACT"]), input).advice).not.toContain(tag);
      expect(applySafety(draft([tag, "CONTACT"]), input, withoutRule(topUpOrRefund)).advice).toContain(tag);
    }
    const answered = orderCase({
      payments: [paid()],
      order: { status: "paid" },
      fulfilments: [{ state: "failed", errorMessage: "充值失败", decidedAt: minutesAgo(3) }],
    });
    expect(applySafety(draft(["REDELIVER"]), { facts: facts(answered), now: NOW }).advice).toContain("REDELIVER");
  });

  test.each([
    ["an attempt without a result", orderCase({ payments: [payment()] })],
    ["a status alone", orderCase({ order: { status: "paid" } })],
    ["no payment at all", orderCase()],
  ])("3: nothing is delivered for money that nobody confirmed: %s", (_, found) => {
    for (const debited of ["yes", "unsure", "no"]) {
      const input = { facts: facts(found, { debited }), now: NOW };
      expect(applySafety(draft(["REDELIVER", "CONTACT"]), input).advice).not.toContain("REDELIVER");
      expect(applySafety(draft(["REDELIVER"]), input, withoutRule(topUpOrRefund)).advice).toContain("REDELIVER");
    }
  });

  test("3: nor for money that a later word says is gone", () => {
    const found = orderCase({ payments: [paid()], order: { status: "paid" } });
    const contested = distrustAndKnow(pack, deriveFacts(found, NOW, undefined, null, { takenBack: true }), {});
    const input = { facts: contested, now: NOW };
    expect(chargeStateOf(contested)).toBe("confirmed");
    const safe = applySafety(draft(["REDELIVER", "PAY_AGAIN", "FINISH_PAYING", "CONTACT"]), input);
    expect(safe.advice).toEqual(["DO_NOT_PAY", "CONTACT"]);
    expect(applySafety(draft(["REFUND", "CONTACT"]), input).advice).not.toContain("REFUND");
  });

  test("an order that nobody began to pay is paid itself, never beside a new one", () => {
    const running = { facts: facts(orderCase(), { debited: "no" }), now: NOW };
    expect(applySafety(draft(["PAY_AGAIN", "FINISH_PAYING", "SWITCH"]), running).advice).toEqual(["FINISH_PAYING"]);
    const over = orderCase({ order: { expiresAt: minutesAgo(1) } });
    const input = { facts: facts(over, { debited: "no" }), now: NOW };
    expect(applySafety(draft(["FINISH_PAYING", "CONTACT"]), input).advice).not.toContain("FINISH_PAYING");
  });

  test.each(["down", "maintenance", "suspended"] as const)("nothing is finished on a channel that is %s", (status) => {
    const found = orderCase({ payments: [payment()], channel: { status } });
    const input = { facts: facts(found, { debited: "no" }), now: NOW };
    expect(applySafety(draft(["FINISH_PAYING"]), input).advice).toEqual(["DO_NOT_PAY"]);
  });

  test.each([null, minutesAgo(1), minutesAgo(-2 * 24 * 60)])("4: a wait until %s becomes a ticket", (until) => {
    const input = { facts: facts(), now: NOW };
    const bad = draft(["WAIT"], { kind: "wait", until });
    expect(applySafety(bad, input).outcome).toMatchObject({ kind: "ticket", until: null });
    expect(applySafety(bad, input, withoutRule(waitsEnd)).outcome?.kind).toBe("wait");
  });

  test("5: records only to the owner, risk rules and card keys to nobody", () => {
    const secret: Fact = { key: "risk.rule", value: "velocity", status: "known", source: "platform", observedAt: null };
    const records = [
      ...deriveFacts(orderCase({ payments: [paid()], riskFlags: [{}] }), NOW),
      secret,
      { ...secret, key: "product.card_key" },
    ];
    expect(disclose(records, false)).toEqual([]);
    const shown = disclose(records, true);
    expect(shown.map((f) => f.key)).toContain("pay.state");
    expect(JSON.stringify(shown)).not.toMatch(/velocity|risk\.rule|card_key/);
  });

  test("6: what a person shows is never a payment", () => {
    const shot: Fact = { key: "pay.state", value: "paid", status: "known", source: "customer", observedAt: null };
    const status: Fact = { ...shot, key: "pay.state", value: "unpaid" };
    expect(distrust([shot, status])).toEqual([]);
    expect(chargeStateOf(distrustAndKnow(pack, [shot], {}))).toBe("possible");
    const proof: Fact = { ...shot, key: "user.proof", value: true };
    expect(chargeStateOf(distrustAndKnow(pack, [...deriveFacts(orderCase(), NOW), proof], {}))).toBe("possible");
  });

  test("7: nobody is told to cut a sum up", () => {
    const input = { facts: facts(), now: NOW };
    const bad = draft(["FIX"]);
    bad.outcome?.remedies.push({ code: "TIP", tag: "FIX", texts: ["可以拆分成几笔支付", "Split the amount"] });
    expect(applySafety(bad, input).outcome?.remedies.map((r) => r.code)).toEqual(["FIX"]);
    expect(applySafety(bad, input, withoutRule(noSplitting)).outcome?.remedies).toHaveLength(2);
    const told = ["分两次支付", "把金额分成两笔拆单", "分次付款", "小额多次付", "pay in several payments", "split it"];
    for (const text of [...told, "make two smaller payments", "break the amount down", "pay in instalments"])
      expect(advisesSplitting(text)).toBe(true);
    for (const locale of ["zh-CN", "en"]) expect(advisesSplitting(JSON.stringify(copyOf(locale)))).toBe(false);
  });

  test("a pack that advises everything still harms nobody", () => {
    const evil = {
      ...pack,
      overrides: [{ outcome: "self_fixed" as const, remedies: pack.remedies.map((r) => r.code) }],
    };
    const result = diagnose(evil, deriveFacts(orderCase({ payments: [payment()] }), NOW), { debited: "yes" }, NOW);
    for (const tag of [...PAYING, "REDELIVER"]) expect(result.advice).not.toContain(tag);
    expect(result.advice).toContain("DO_NOT_PAY");
  });
});

/** Advice that must never stand together. */
const forbiddenPairs: [AdviceTag, AdviceTag][] = [
  ["DO_NOT_PAY", "PAY_AGAIN"],
  ["DO_NOT_PAY", "FINISH_PAYING"],
  ["DO_NOT_PAY", "SWITCH"],
  ["PAY_AGAIN", "FINISH_PAYING"],
  ["FINISH_PAYING", "SWITCH"],
  ["REDELIVER", "REFUND"],
];

test("no draft, however bad, leaves with a forbidden pair", () => {
  const cases = [
    orderCase(),
    orderCase({ payments: [payment()] }),
    orderCase({ payments: [paid()] }),
    orderCase({ payments: [unpaid("closed")], order: { status: "expired" } }),
    orderCase({ payments: [paid()], order: { status: "refunded" } }),
  ];
  for (const found of cases) {
    for (const debited of ["yes", "no", "unsure"]) {
      const safe = applySafety(draft([...adviceTags]), { facts: facts(found, { debited }), now: NOW });
      for (const [a, b] of forbiddenPairs)
        expect(safe.advice.includes(a) && safe.advice.includes(b), `${a}+${b}`).toBe(false);
    }
  }
});
