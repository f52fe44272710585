import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { corpus, runCorpus } from "../corpus/index.ts";
import { checkPack } from "../pack/check.ts";
import { packOfContent } from "../pack/index.ts";
import type { PackContent } from "../pack/schema.ts";
import { adviceTags, chargeStates } from "../schemas.ts";
import { runForSafety } from "./measure.ts";
import { contentWith } from "./testing.ts";

/** Every twentieth scenario: enough to meet each kind of trouble, little enough for every run of the tests. */
const sample = corpus.filter((_, i) => i % 20 === 0);

type Mutation = { at: number; kind: number; number: number; text: string };
const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(10_000),
  kind: fc.nat(9),
  number: fc.double({ min: -6, max: 6, noNaN: true }),
  text: fc.constantFrom("可以拆分付款", "重新付款即可", "Pay again at once.", "", "等一等", "A harmless word."),
});

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];

/** Changes that a careless or a hasty editor could make, and a few that only malice would. */
function mutate({ rules, copy }: PackContent, { at, kind, number, text }: Mutation): void {
  const cause = pick(rules.causes, at);
  const plan = cause && pick(cause.plans, Math.floor(at / 50));
  const evidence = cause && pick(cause.evidence, Math.floor(at / 50));
  const remedy = pick(rules.remedies, at);
  const tags = [...adviceTags, null];
  switch (kind) {
    case 0:
      if (evidence) evidence.weight = number;
      break;
    case 1:
      if (plan) plan.charge = [pick(chargeStates, Math.floor(at / 7)) ?? "none"];
      break;
    case 2:
      if (plan && remedy) plan.remedies = [remedy.code];
      break;
    case 3:
      if (remedy) remedy.tag = pick(tags, Math.floor(at / 11)) ?? null;
      break;
    case 4:
      cause?.plans.splice(Math.floor(at / 50) % cause.plans.length, 1);
      break;
    case 5:
      if (remedy) copy["zh-CN"].remedies[remedy.code] = text;
      break;
    case 6:
      if (plan) plan.wait = { from: ["session.started_at"], minutes: 1 + (at % 5_000) };
      break;
    case 7:
      if (plan) plan.outcome = pick(["self_fixed", "wait", "ticket", "risk_appeal", "refund"] as const, at) ?? "ticket";
      break;
    case 8:
      rules.questions.splice(at % rules.questions.length, 1);
      break;
    default:
      if (cause) cause.prior = Math.min(1, Math.abs(number) / 6 + 0.001);
  }
}

describe("a pack that somebody changed", () => {
  test("is refused, or harms nobody whom it meets", () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        const content = contentWith((c) => {
          for (const m of mutations) mutate(c, m);
        });
        const checked = checkPack(content);
        if (!checked.content) return;
        accepted += 1;
        const { runs } = runCorpus(packOfContent(checked.content), sample);
        for (const { scenario, result } of runs) {
          const { advice, chargeState, outcome } = result;
          const paying = advice.filter((tag) => ["PAY_AGAIN", "SWITCH", "FINISH_PAYING"].includes(tag));
          if (scenario.money === "left") expect(paying, scenario.id).toEqual([]);
          if (scenario.money === "left" && outcome) expect(chargeState, scenario.id).not.toBe("none");
          expect(advice.includes("REFUND") && advice.includes("REDELIVER"), scenario.id).toBe(false);
          if (outcome?.kind === "wait") expect(outcome.until?.getTime()).toBeGreaterThan(scenario.now.getTime());
        }
      }),
      { numRuns: 25 },
    );
    expect(accepted).toBeGreaterThan(0);
  });

  test("is refused by the run over the corpus when the form says nothing but the advice would harm", async () => {
    // Whatever is held by a review is delivered around it: every part of the pack is well-formed.
    const content = contentWith(({ rules }) => {
      for (const cause of rules.causes) cause.plans = [{ outcome: "ticket", remedies: ["REDELIVER"] }];
      rules.remedies = rules.remedies.filter(({ code }) =>
        ["REDELIVER", "CONTACT_HUMAN", "REFUND_ON_WAY"].includes(code),
      );
    });
    const { run, problems } = await runForSafety(packOfContent(content));
    expect(run.unsafe).toBeGreaterThan(0);
    expect(problems[0]).toMatchObject({ code: "unsafe", path: expect.stringMatching(/^corpus\./) });
    expect(problems.length).toBeLessThanOrEqual(20);
  });
});
