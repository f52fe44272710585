import { describe, expect, test } from "vitest";
import { breaches } from "./corpus/doctrine.ts";
import { faultsOf, unsafeFor } from "./corpus/faults.ts";
import { believed } from "./corpus/impossible.ts";
import { cachedFacts, corpus, type Run, runCorpus } from "./corpus/index.ts";
import { causeMutants, type Mutant, packMutants } from "./corpus/mutants.ts";
import { runScenario } from "./corpus/run.ts";
import { NOW } from "./corpus/testing.ts";
import { diagnose } from "./engine.ts";
import { distrustAndKnow } from "./known.ts";
import { pack } from "./pack/index.ts";
import type { Pack } from "./pack/schema.ts";
import { applySafety, type Draft, type SafetyRule, safetyRules } from "./safety.ts";
import type { AdviceTag, OutcomeKind } from "./schemas.ts";

/** Who tests the tests: each rule left out and each pack with something wrong must be noticed by the corpus. */

const baseline = runCorpus(pack, corpus).runs;

describe("safety rules", () => {
  /** A pack that proposes what none may. */
  const hostile: Pack = {
    ...pack,
    remedies: [...pack.remedies, { code: "BAIT", tag: "FIX" }],
    remedyTexts: { ...pack.remedyTexts, BAIT: ["把金额拆分成几笔支付", "split the amount"] },
  };
  const remedy = (tag: AdviceTag) => ({
    code: hostile.remedies.find((r) => r.tag === tag)?.code ?? tag,
    tag,
    texts: [],
  });
  const proposals: { kind: OutcomeKind; tags: AdviceTag[]; until: Date | null }[] = [
    { kind: "self_fixed", tags: ["PAY_AGAIN"], until: null },
    { kind: "self_fixed", tags: ["SWITCH"], until: null },
    { kind: "self_fixed", tags: ["FINISH_PAYING"], until: null },
    { kind: "ticket", tags: ["CONTACT"], until: null },
    { kind: "ticket", tags: ["REFUND", "REDELIVER"], until: null },
    { kind: "wait", tags: ["WAIT"], until: null },
    { kind: "wait", tags: ["WAIT"], until: new Date(NOW.getTime() + 1e12) },
    { kind: "ticket", tags: ["FIX"], until: null },
  ];

  /** What is wrong with what is left of each proposal, over all that was known at the end of each run. */
  function damage(rules: readonly SafetyRule[]): Set<string> {
    const found = new Set<string>();
    for (const { scenario, answers } of baseline) {
      const known = distrustAndKnow(pack, cachedFacts(scenario), answers);
      for (const { kind, tags, until } of proposals) {
        const remedies = tags.map(remedy);
        if (tags.includes("FIX")) remedies.push({ code: "BAIT", tag: "FIX", texts: hostile.remedyTexts.BAIT as never });
        const draft: Draft = { chargeState: "none", outcome: { kind, remedies, until }, advice: tags };
        const safe = applySafety(draft, { facts: known, now: scenario.now }, rules);
        for (const fault of leftOver(safe, scenario.now)) found.add(fault);
        // What a case's label forbids depends on the cause; where its money is does not.
        const bare = { ...scenario, label: { ...scenario.label, mustNot: [] } };
        for (const fault of unsafeFor(bare, { ...safe, outcome: {} } as never)) found.add(fault);
      }
    }
    return found;
  }

  function leftOver({ chargeState, outcome, advice }: Draft, now: Date): string[] {
    const result = {
      ...{ chargeState, advice, ranking: [], causeCode: "UNKNOWN" as const, question: null },
      outcome: outcome && {
        ...{ kind: outcome.kind, until: outcome.until, recheckAt: outcome.until },
        // What lost all its remedies leads to a person.
        remedies: outcome.remedies.length > 0 ? outcome.remedies.map(({ code }) => code) : ["CONTACT_HUMAN"],
      },
    };
    // That nothing is given back which was never taken is the pack's to say; the gate holds it anyway.
    return faultsOf(hostile, result as never, now).filter((fault) => !fault.startsWith("REFUND of"));
  }

  test("together they let nothing through, whatever is proposed", () => {
    expect([...damage(safetyRules)]).toEqual([]);
  });

  test.each(safetyRules.map((rule) => [rule.name, rule] as const))("without %s something gets through", (_, rule) => {
    expect(damage(safetyRules.filter((other) => other !== rule)).size).toBeGreaterThan(0);
  });

  test("without the sixth, a person's claim would count as a record", () => {
    const forged = { key: "pay.state", value: "paid", status: "known", source: "customer", observedAt: null } as const;
    const believed = { ...forged, source: "platform" };
    expect(diagnose(pack, [forged], {}, NOW)).toEqual(diagnose(pack, [], {}, NOW));
    expect(diagnose(pack, [believed], {}, NOW)).not.toEqual(diagnose(pack, [], {}, NOW));
  });
});

/** How much of what a case is judged by holds. */
const marks = (run: Run): number =>
  [run.topOne, run.topThree, run.outcome, run.remedy, run.charge, run.lacking.length === 0].filter(Boolean).length -
  100 * (run.unsafe.length + run.faults.length);

/** Whether some case gets worse or takes more questions than with the pack as it is, or a rule of the matrices is broken. */
function isNoticed({ pack: mutated, cause }: Mutant): boolean {
  const near = (run: Run) =>
    cause === null ||
    run.scenario.label.cause === cause ||
    run.result.ranking.slice(0, 3).some(({ code, probability }) => code === cause && probability > 0.001);
  const worse = baseline.some((before) => {
    if (!near(before)) return false;
    const after = runScenario(mutated, before.scenario);
    return marks(after) < marks(before) || after.asked.length > before.asked.length;
  });
  return (
    worse ||
    believed(mutated, cause ?? undefined).length > 0 ||
    breaches(mutated, cause ?? undefined).breaches.length > 0
  );
}

const unseen = (mutants: readonly Mutant[]): string[] =>
  mutants.filter((mutant) => !isNoticed(mutant)).map(({ name }) => name);

describe("packs with something wrong are noticed", () => {
  const mutants = causeMutants(pack);
  const of = (kind: Mutant["kind"]) => mutants.filter((mutant) => mutant.kind === kind);

  test("where it bears on every cause", () => {
    expect(unseen(packMutants(pack))).toEqual([]);
  });

  test("where a cause's evidence is turned round or gone", () => {
    expect(unseen(of("sign"))).toEqual([]);
  });

  test("where a veto is gone", () => {
    expect(unseen(of("veto"))).toEqual([]);
  });

  /**
   * Plans stand in an order and the safety rules behind them, so that some conditions only say what those before or after them
   * enforce as well: to lose such a one changes nothing that anybody is told. All others must be noticed.
   */
  test.each([
    ["a wait never ends", "wait", 0.8],
    ["a plan holds in every case", "condition", 0.8],
    ["a plan is missing", "plan", 0.8],
  ] as const)("where %s", (_, kind, share) => {
    const some = of(kind);
    const lost = unseen(some);
    expect(some.length).toBeGreaterThan(15);
    expect(1 - lost.length / some.length, lost.join("\n")).toBeGreaterThanOrEqual(share);
  });
});
