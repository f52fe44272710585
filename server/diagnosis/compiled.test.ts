import fc from "fast-check";
import { expect, test } from "vitest";
import { anyAnswers, anyFacts, known, NOW, stands } from "./corpus/testing.ts";
import { diagnose } from "./engine.ts";
import type { Answers } from "./known.ts";
import { pack } from "./pack/index.ts";
import type { Pack, Plan } from "./pack/schema.ts";
import type { Fact } from "./schemas.ts";

const records = (name: string): Fact[] => stands[name] ?? [];
const termsOf = (facts: readonly Fact[], answers = {}) =>
  diagnose(pack, facts, answers, NOW).ranking.map(({ code, terms }) => ({ code, terms }));

test("what is read of a result is of that result, whatever was diagnosed since", () => {
  const first = diagnose(pack, records("paidUnheard"), {}, NOW);
  const other = diagnose(pack, records("open"), { debited: "yes" }, NOW);
  expect(other.ranking.map(({ code, terms }) => ({ code, terms }))).toEqual(
    termsOf(records("open"), { debited: "yes" }),
  );
  expect(first.ranking.map(({ code, terms }) => ({ code, terms }))).toEqual(termsOf(records("paidUnheard")));
  expect(first.ranking.flatMap(({ terms }) => terms)).not.toEqual([]);
});

/** All that a diagnosis says, with what is only made when somebody reads it. */
const inFull = (of: Pack, facts: readonly Fact[], answers: Answers) => {
  const result = diagnose(of, facts, answers, NOW);
  return { ...result, ranking: result.ranking.map(({ code, probability, terms }) => ({ code, probability, terms })) };
};

test("nothing of a diagnosis is left for the next one", () => {
  for (const facts of Object.values(stands)) {
    for (const answers of [{}, { debited: "no" }] as Answers[]) {
      expect(inFull(pack, facts, answers)).toEqual(inFull({ ...pack }, facts, answers));
    }
  }
  fc.assert(
    fc.property(anyFacts(pack), anyAnswers(pack), (facts, answers) => {
      expect(inFull(pack, facts, answers)).toEqual(inFull({ ...pack }, facts, answers));
    }),
    { numRuns: 60 },
  );
});

test("what was supposed of one question is not left for the next", () => {
  const reversed: Pack = { ...pack, questions: pack.questions.toReversed() };
  const gains = (of: Pack, facts: readonly Fact[], answers: Answers) =>
    new Map(diagnose(of, facts, answers, NOW).trace.gains.map(({ question, bits }) => [question, bits]));
  fc.assert(
    fc.property(anyFacts(pack), anyAnswers(pack), (facts, answers) => {
      expect(gains(reversed, facts, answers)).toEqual(gains(pack, facts, answers));
    }),
  );
  expect(gains(pack, [], { debited: "yes" }).size).toBeGreaterThan(2);
  expect(gains(reversed, [], { debited: "yes" })).toEqual(gains(pack, [], { debited: "yes" }));
});

test("what was supposed is never taken for what was said", () => {
  const said = (facts: readonly Fact[]) =>
    diagnose(pack, facts, {}, NOW).ranking.flatMap(({ terms }) => terms.filter(({ fact }) => fact.startsWith("user.")));
  expect(diagnose(pack, [], {}, NOW).question).not.toBeNull();
  for (const facts of Object.values(stands)) expect(said(facts)).toEqual([]);
});

/** The pack with a plan that goes before all others of every cause. */
const withPlan = (plan: Plan): Pack => ({
  ...pack,
  causes: pack.causes.map((cause) => ({ ...cause, plans: [plan, ...cause.plans] })),
});
const proposed = (changed: Pack, facts: Fact[]) =>
  diagnose({ ...changed, minGain: 99, minGainWhenSettled: 99, askFirst: [] }, facts, {}, NOW).trace.proposed.outcome;

test("a plan may ask for a number that is not weighed", () => {
  const plan: Plan = {
    ...{ when: [{ fact: "order.amount_fen", is: [7] }], outcome: "refund", remedies: ["CONTACT_HUMAN"] },
  };
  const facts = (fen: number) => [known("order.exists", true), known("order.amount_fen", fen)];
  expect(proposed(withPlan(plan), facts(7))?.kind).toBe("refund");
  expect(proposed(withPlan(plan), facts(8))?.kind).not.toBe("refund");
});

test("a plan whose condition nothing can meet is never taken, and an exception that nothing can meet never holds it back", () => {
  const strange = { fact: "no.such_fact", is: [true] };
  const plan: Plan = { outcome: "refund", remedies: ["CONTACT_HUMAN"] };
  const facts = [known("order.exists", true), known("no.such_fact", true)];
  expect(proposed(withPlan({ ...plan, when: [strange] }), facts)?.kind).not.toBe("refund");
  expect(proposed(withPlan({ ...plan, unless: [strange] }), facts)?.kind).toBe("refund");
});
