import { UNSURE, USER_PREFIX } from "../known.ts";
import { type PackProblem, problem } from "./problems.ts";
import type { PackContent, PackRules, QuestionRule } from "./schema.ts";

/** Every question can be answered, can be asked, and its answer says something. */
export function checkQuestions({ rules }: PackContent): PackProblem[] {
  const weighed = weighedFacts(rules);
  const facts = new Map(rules.facts.map((f) => [f.key, f.values as readonly unknown[]]));
  const ids = new Set(rules.questions.map((q) => q.id));
  const each = rules.questions.flatMap((question, i) => {
    const path = ["rules", "questions", i];
    const { fact, id, options } = question;
    const values = facts.get(fact);
    if (!fact.startsWith(USER_PREFIX)) return [problem([...path, "fact"], "notPersonal")];
    if (!values) return [problem([...path, "fact"], "factUnknown", { name: fact })];
    const answers = options.map((o) => o.value);
    return [
      ...(answers.includes(UNSURE) ? [] : [problem([...path, "options"], "noUnsure")]),
      ...answers.flatMap((value, j) => {
        const at = [...path, "options", j];
        if (answers.indexOf(value) < j) return [problem(at, "twice", { name: value })];
        return value === UNSURE || values.includes(value) ? [] : [problem(at, "optionUnknown", { value, fact })];
      }),
      ...(weighed.has(fact) ? [] : [problem(path, "questionUseless", { name: id })]),
      ...sharesOff(question, path),
    ];
  });
  const first = rules.askFirst.flatMap((name, i) =>
    ids.has(name) ? [] : [problem(["rules", "askFirst", i], "questionUnknown", { name })],
  );
  return [...each, ...first, ...circles(rules.questions)];
}

/** The facts that a cause weighs or a plan looks at: a question about another one would change nothing. */
function weighedFacts(rules: PackRules): Set<string> {
  const plans = [...rules.causes.flatMap((c) => c.plans), ...rules.overrides];
  return new Set([
    ...rules.causes.flatMap((c) => c.evidence.filter((e) => e.weight !== 0).map((e) => e.fact)),
    ...rules.causes.flatMap((c) => c.decisive.flatMap((sign) => [...sign.all, ...sign.none].map((s) => s.fact))),
    ...plans.flatMap((p) => [...(p.when ?? []), ...(p.unless ?? [])].map((c) => c.fact)),
  ]);
}

function sharesOff({ options }: QuestionRule, path: readonly (string | number)[]): PackProblem[] {
  const sum = options.reduce((total, option) => total + option.share, 0);
  return Math.abs(sum - 1) <= 0.1 ? [] : [problem([...path, "options"], "sharesOff", { sum: sum.toFixed(3) })];
}

/** Questions that wait for one another, or are left out for one another: none of them could be relied on. */
function circles(questions: readonly QuestionRule[]): PackProblem[] {
  const byFact = new Map(questions.map((q) => [q.fact, q.id]));
  const next = new Map(
    questions.map((q) => [q.id, [...q.suppliedBy, ...q.needs].flatMap((s) => byFact.get(s.fact) ?? [])] as const),
  );
  const reaches = (from: string, to: string): boolean => {
    const seen = new Set<string>();
    const open = [...(next.get(from) ?? [])];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === to) return true;
      if (seen.has(id)) continue;
      seen.add(id);
      open.push(...(next.get(id) ?? []));
    }
    return false;
  };
  return questions.flatMap(({ id }, i) =>
    reaches(id, id) ? [problem(["rules", "questions", i], "circle", { name: id })] : [],
  );
}
