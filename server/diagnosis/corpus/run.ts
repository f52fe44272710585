import { type Diagnosis, diagnose } from "../engine.ts";
import type { Pack } from "../pack/schema.ts";
import type { AdviceTag, AnswerValue, CauseCode, Fact } from "../schemas.ts";
import { factsOf, saidAtStart } from "./case.ts";
import { faultsOf, unsafeFor } from "./faults.ts";
import { answerOf } from "./person.ts";
import type { Scenario, Split } from "./scenario.ts";
import { type Report, summarise } from "./summary.ts";

/** More than any run may take: one that goes on is cut off here and shows as a fault. */
const MAX_STEPS = 8;

/** How one scenario went. */
export type Run = {
  scenario: Scenario;
  result: Diagnosis;
  /** The questions asked, in order, with what was answered. */
  asked: [question: string, answer: AnswerValue][];
  /** All that the person said, by question: asked, and read from their text. */
  answers: Readonly<Record<string, AnswerValue>>;
  /** Whether the order's records were there to be seen. */
  orderKnown: boolean;
  topOne: boolean;
  topThree: boolean;
  outcome: boolean;
  remedy: boolean;
  charge: boolean;
  /** Advice that had to appear and did not. */
  lacking: AdviceTag[];
  abstained: boolean;
  unsafe: string[];
  faults: string[];
};

const factsCache = new WeakMap<Scenario, Fact[]>();
/** The facts of a scenario, derived once. */
export function cachedFacts(scenario: Scenario): Fact[] {
  const known = factsCache.get(scenario) ?? factsOf(scenario);
  factsCache.set(scenario, known);
  return known;
}

/** Goes through the checklist as the person of a scenario would. Pure. */
export function runScenario(pack: Pack, scenario: Scenario, facts = cachedFacts(scenario)): Run {
  const answers: Record<string, AnswerValue> = { ...saidAtStart(scenario) };
  const asked: Run["asked"] = [];
  const unsafe = new Set<string>();
  const faults = new Set<string>();
  for (;;) {
    const result = diagnose(pack, facts, answers, scenario.now);
    for (const fault of faultsOf(pack, result, scenario.now)) faults.add(fault);
    for (const fault of unsafeFor(scenario, result)) unsafe.add(fault);
    const question = pack.questions.find(({ id }) => id === result.question?.id);
    if (result.question === null || !question || asked.length >= MAX_STEPS) {
      if (result.question !== null) faults.add("does not end");
      return judge(pack, scenario, { result, asked, answers, facts, unsafe: [...unsafe], faults: [...faults] });
    }
    if (Object.hasOwn(answers, question.id)) faults.add(`asks again: ${question.id}`);
    const value = answerOf(scenario.person, question);
    asked.push([question.id, value]);
    answers[question.id] = value;
  }
}

function judge(
  pack: Pack,
  scenario: Scenario,
  run: Pick<Run, "result" | "asked" | "answers" | "unsafe" | "faults"> & { facts: readonly Fact[] },
): Run {
  const { label } = scenario;
  const { facts, ...rest } = run;
  const { ranking, causeCode, outcome, advice, chargeState } = run.result;
  const right: readonly CauseCode[] = [label.cause, ...label.also];
  const first = [...new Set([causeCode, ...ranking.map(({ code }) => code)])].slice(0, 3);
  return {
    ...rest,
    scenario,
    orderKnown: facts.some(({ key, status }) => key === "order.amount_fen" && status === "known"),
    topOne: right.includes(causeCode),
    topThree: first.some((code) => right.includes(code)),
    outcome: outcome !== null && label.outcome.includes(outcome.kind),
    remedy: outcome !== null && label.remedy.includes(firstTag(pack, outcome.remedies)),
    charge: label.charge.includes(chargeState),
    lacking: label.must.filter((tag) => !advice.includes(tag)),
    abstained: causeCode === "UNKNOWN" && label.cause !== "UNKNOWN",
  };
}

/** The tag of the first remedy that has one. */
function firstTag(pack: Pack, codes: readonly string[]): AdviceTag | null {
  for (const code of codes) {
    const tag = pack.remedies.find((remedy) => remedy.code === code)?.tag;
    if (tag) return tag;
  }
  return null;
}

export type CorpusOptions = {
  /** Only this half. */
  split?: Split;
};

/**
 * Runs the checklist over labelled scenarios. Pure.
 * @returns the figures, and how each scenario went
 */
export function runCorpus(pack: Pack, scenarios: readonly Scenario[], options: CorpusOptions = {}): Report {
  const chosen = scenarios.filter(({ split }) => options.split === undefined || options.split === split);
  return summarise(chosen.map((scenario) => runScenario(pack, scenario)));
}
