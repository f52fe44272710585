import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askable, diagnose, isSupplied, MAX_QUESTIONS } from "./engine.ts";
import { distrustAndKnow } from "./known.ts";
import { pack } from "./pack/index.ts";
import type { Condition } from "./pack/schema.ts";
import { MAX_WAIT_MS } from "./safety.ts";
import { type AnswerValue, type ChargeState, causeCodes, type Fact } from "./schemas.ts";
import { emptySession, type LoggedEntry, replay, step } from "./session.ts";
import { minutesAgo, NOW } from "./testing.ts";

const PAY = ["PAY_AGAIN", "SWITCH", "FINISH_PAYING"] as const;
const timed = ["pay.paid_at", "pay.attempted_at", "ful.submitted_at", "order.expires_at", "session.started_at"];

/** Raw facts: any value that the vocabulary knows, in any combination, or unknown, or in conflict, or missing. */
const anyFacts: fc.Arbitrary<Fact[]> = fc
  .tuple(
    ...pack.facts
      .filter((f) => !f.key.startsWith("user."))
      .map((rule) => {
        const values =
          rule.values.length > 0
            ? rule.values
            : rule.key === "pay.gateway"
              ? ["answered", "silent"]
              : timed.includes(rule.key)
                ? [5, 20, 90, -10].map((m) => minutesAgo(m).toISOString())
                : [0, 1, 2];
        return fc.option(
          fc.record({
            key: fc.constant(rule.key),
            value: fc.constantFrom(...values),
            status: fc.constantFrom("known", "known", "known", "unknown", "conflict"),
            source: fc.constantFrom("platform", "platform", "ledger", "system", "customer"),
            observedAt: fc.constant(null),
          }),
        );
      }),
  )
  .map((list) => list.filter((f) => f !== null) as Fact[]);
const anyAnswers: fc.Arbitrary<Record<string, AnswerValue>> = fc.record(
  Object.fromEntries(pack.questions.map((q) => [q.id, fc.constantFrom(...q.options.map((o) => o.value))])),
  { requiredKeys: [] },
) as fc.Arbitrary<Record<string, AnswerValue>>;
const runs = { numRuns: 300 };

describe("whatever is known and said", () => {
  test("the path ends within five questions, asks nothing that is known, and every wait has a deadline", () => {
    fc.assert(
      fc.property(anyFacts, anyAnswers, (facts, says) => {
        const answers: Record<string, AnswerValue> = {};
        let asked = 0;
        for (;;) {
          const result = diagnose(pack, facts, answers, NOW);
          if (result.question === null) {
            const { outcome } = result;
            expect(outcome?.remedies.length).toBeGreaterThan(0);
            if (outcome?.kind === "wait") {
              const left = (outcome.until?.getTime() ?? 0) - NOW.getTime();
              expect(left > 0 && left <= MAX_WAIT_MS).toBe(true);
              expect(outcome.recheckAt).not.toBeNull();
            }
            return;
          }
          const id = result.question.id;
          const rule = pack.questions.find((q) => q.id === id);
          expect(rule && isSupplied(rule, distrustAndKnow(pack, facts, {}))).toBe(false);
          expect(Object.hasOwn(answers, id)).toBe(false);
          expect(++asked).toBeLessThanOrEqual(MAX_QUESTIONS);
          answers[id] = says[id] ?? "unsure";
        }
      }),
      runs,
    );
  });

  test("the order of facts and answers does not matter, and the same input gives the same result", () => {
    fc.assert(
      fc.property(anyFacts, anyAnswers, (facts, answers) => {
        const turned = Object.fromEntries(Object.entries(answers).toReversed());
        expect(diagnose(pack, facts.toReversed(), turned, NOW)).toEqual(diagnose(pack, facts, answers, NOW));
      }),
      runs,
    );
  });

  test("more evidence of a charge never unlocks paying", () => {
    fc.assert(
      fc.property(anyFacts, anyAnswers, fc.constantFrom("yes", "twice"), (facts, answers, debited) => {
        const more = diagnose(pack, facts, { ...answers, debited }, NOW);
        for (const tag of PAY) expect(more.advice).not.toContain(tag);
        const proof: Fact = { key: "user.proof", value: true, status: "known", source: "customer", observedAt: null };
        const shown = diagnose(pack, [...facts, proof], answers, NOW);
        for (const tag of PAY) expect(shown.advice).not.toContain(tag);
      }),
      runs,
    );
  });

  test("a new payment is advised under none alone; top-up and refund never together", () => {
    fc.assert(
      fc.property(anyFacts, anyAnswers, (facts, answers) => {
        const { advice, chargeState } = diagnose(pack, facts, answers, NOW);
        if (advice.includes("PAY_AGAIN") || advice.includes("SWITCH")) expect(chargeState).toBe("none");
        expect(advice.includes("REDELIVER") && advice.includes("REFUND")).toBe(false);
        expect(advice.includes("DO_NOT_PAY") && PAY.some((tag) => advice.includes(tag))).toBe(false);
        if (chargeState !== "none" && advice.length > 0)
          expect(advice.includes("DO_NOT_PAY") || advice.includes("FINISH_PAYING")).toBe(true);
      }),
      runs,
    );
  });

  test("nobody is suspected without a sign of risk", () => {
    const signs = /^(risk\.state|order\.reason|user\.notice|user\.error)$/;
    fc.assert(
      fc.property(anyFacts, anyAnswers, (facts, answers) => {
        const bare = facts.filter((fact) => !signs.test(fact.key));
        const { notice: _, error_text: __, ...said } = answers;
        expect(diagnose(pack, bare, said, NOW).ranking[0]?.code).not.toBe("RISK_PLATFORM_BLOCK");
      }),
      runs,
    );
  });

  test("what a review holds is not delivered around it", () => {
    fc.assert(
      fc.property(anyFacts, anyAnswers, fc.constantFrom("open", "upheld"), (facts, answers, value) => {
        const held: Fact = { key: "risk.state", value, status: "known", source: "platform", observedAt: null };
        const others = facts.filter((fact) => fact.key !== "risk.state");
        expect(diagnose(pack, [...others, held], answers, NOW).advice).not.toContain("REDELIVER");
      }),
      runs,
    );
  });

  test("who wants a person gets one", () => {
    const human: Fact = { key: "user.wants_human", value: true, status: "known", source: "customer", observedAt: null };
    fc.assert(
      fc.property(anyFacts, anyAnswers, (facts, answers) => {
        const result = diagnose(pack, [...facts, human], answers, NOW);
        expect(result.question).toBeNull();
        expect(result.outcome?.kind).toBe("ticket");
      }),
      runs,
    );
  });

  test("replaying the log at once is replaying it step by step", () => {
    const entry = fc.oneof(
      fc.record({
        kind: fc.constant("answered" as const),
        questionId: fc.constantFrom("debited", "page"),
        value: fc.constantFrom("yes", "no"),
      }),
      fc.record({ kind: fc.constant("undone" as const), questionId: fc.constantFrom("debited", "page") }),
      fc.record({ kind: fc.constant("facts" as const), facts: anyFacts }),
      fc.record({ kind: fc.constant("proof" as const), ok: fc.boolean() }),
      fc.constant({ kind: "human" as const }),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
        const log: LoggedEntry[] = entries.map((e) => ({ entry: e, at: NOW }));
        expect(replay(log)).toEqual(log.reduce(step, emptySession(log[0]?.at ?? new Date(0))));
        const cut = Math.floor(log.length / 2);
        if (cut > 0) expect(log.slice(cut).reduce(step, replay(log.slice(0, cut)))).toEqual(replay(log));
      }),
      { numRuns: 100 },
    );
  });
});

const known = (key: string, value: Fact["value"]): Fact => ({
  key,
  value,
  status: "known",
  source: "platform",
  observedAt: null,
});

/** What must be known and said for conditions to hold, the first value of each. */
function holding(conditions: readonly Condition[]): [Fact[], Record<string, AnswerValue>] {
  const facts = new Map<string, Fact>();
  const answers: Record<string, AnswerValue> = {};
  const needed = conditions.flatMap(({ fact }) => pack.questions.find((q) => q.fact === fact)?.needs ?? []);
  for (const { fact, is } of [...conditions, ...needed]) {
    const [value = ""] = is;
    const question = pack.questions.find((q) => q.fact === fact);
    if (question) answers[question.id] ??= value;
    else if (!facts.has(fact)) facts.set(fact, known(fact, value));
  }
  return [[...facts.values()], answers];
}

const is = (fact: string, ...values: (string | number | boolean)[]): Condition => ({ fact, is: values });
const charges: Record<ChargeState, Condition[]> = {
  confirmed: [is("pay.state", "paid")],
  none: [is("pay.state", "unpaid"), is("order.status", "awaiting_payment")],
  possible: [
    is("pay.state", "open"),
    is("order.status", "awaiting_payment"),
    is("pay.open_count", 1),
    is("order.expires_at", minutesAgo(-10).toISOString()),
  ],
};

/** Each plan of each cause, where what decides for the cause and what the plan asks for is known. */
function plannedCases(): [Fact[], Record<string, AnswerValue>][] {
  return pack.causes.flatMap(({ plans, decisive }) =>
    plans.flatMap((plan) =>
      (decisive.length > 0 ? decisive : [{ all: [], none: [] }]).flatMap(({ all }) =>
        (plan.charge ?? (["confirmed", "none", "possible"] as const)).flatMap((charge) =>
          [[], ...["no", "yes", "unsure"].map((said) => [is("user.debited", said)])].map((debited) =>
            holding([
              ...(plan.when ?? []),
              ...all,
              ...charges[charge],
              ...(plan.wait?.from ?? []).map((key) => is(key, minutesAgo(1).toISOString())),
              ...debited,
            ]),
          ),
        ),
      ),
    ),
  );
}

test("every cause, question and remedy can be reached", () => {
  const seen = { causes: new Set<string>(), questions: new Set<string>(), remedies: new Set<string>() };
  for (const [facts, answers] of fc.sample(fc.tuple(anyFacts, anyAnswers), { numRuns: 800, seed: 7 })) {
    // Few facts at a time: a full random set contradicts itself and hides the rare causes.
    for (const part of [facts, facts.filter((_, i) => i % 4 === 0), []]) {
      const result = diagnose(pack, part, answers, NOW);
      seen.causes.add(result.causeCode);
      if (result.question) seen.questions.add(result.question.id);
      for (const code of result.outcome?.remedies ?? []) seen.remedies.add(code);
    }
  }
  for (const [facts, answers] of plannedCases()) {
    const { outcome, advice, chargeState, causeCode, question } = diagnose(pack, facts, answers, NOW);
    seen.causes.add(causeCode);
    if (question) seen.questions.add(question.id);
    for (const code of outcome?.remedies ?? []) seen.remedies.add(code);
    if (advice.includes("PAY_AGAIN") || advice.includes("SWITCH")) expect(chargeState).toBe("none");
  }
  expect([...seen.causes].toSorted()).toEqual([...causeCodes].toSorted());
  expect([...seen.questions].toSorted()).toEqual(pack.questions.map((q) => q.id).toSorted());
  expect(pack.remedies.map((r) => r.code).filter((code) => !seen.remedies.has(code))).toEqual([]);
});

test("what decides leads, in the order of precedence, whatever else is known", () => {
  const place = (code: string) => pack.precedence.indexOf(code as never);
  const none = new Set(["UNKNOWN"]);
  expect(pack.causes.filter((c) => c.decisive.length === 0).map((c) => c.code)).toEqual([...none]);
  for (const { code, decisive } of pack.causes) {
    for (const { all } of decisive) {
      const [facts, answers] = holding(all);
      const [first] = diagnose(pack, facts, answers, NOW).ranking;
      expect(first?.decided, `${code} ${JSON.stringify(all)}`).toBe("first");
      // Another cause that decides too stands before it in the order.
      if (first && first.code !== code)
        expect(place(first.code), `${first.code} before ${code}`).toBeLessThan(place(code));
    }
  }
  fc.assert(
    fc.property(anyFacts, anyAnswers, (facts, answers) => {
      const { ranking } = diagnose(pack, facts, answers, NOW);
      const decided = ranking.filter((r) => r.decided !== null && Number.isFinite(r.score));
      const first = decided.toSorted((a, b) => place(a.code) - place(b.code))[0];
      if (first) expect(ranking[0]?.code).toBe(first.code);
    }),
    runs,
  );
});

test("an answer that nothing asks for any more is not heard", () => {
  const facts = [known("order.status", "awaiting_payment"), known("pay.state", "open")];
  const edited = { debited: "no", entry: "link" };
  expect(diagnose(pack, facts, edited, NOW)).toEqual(diagnose(pack, facts, { debited: "no" }, NOW));
  expect(diagnose(pack, facts, { ...edited, debited: "yes" }, NOW).ranking).not.toEqual(
    diagnose(pack, facts, { debited: "yes" }, NOW).ranking,
  );
});

test("a sign of a charge is heard whatever else was answered, asked for any more or not", () => {
  const facts = [known("order.status", "expired"), known("pay.state", "closed")];
  expect(diagnose(pack, facts, { debited: "no" }, NOW).chargeState).toBe("none");
  expect(diagnose(pack, facts, { debited: "no", bank_sms: "yes" }, NOW).chargeState).toBe("possible");
});

test("a question is askable until it is answered or supplied", () => {
  const known = distrustAndKnow(
    pack,
    [{ key: "order.status", value: "paid", status: "known", source: "platform", observedAt: null }],
    {},
  );
  expect(askable(pack, known, { debited: "no" }).map((q) => q.id)).not.toEqual(expect.arrayContaining(["page"]));
});
