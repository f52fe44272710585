import { causeCodes } from "../schemas.ts";
import { type PackProblem, type Path, problem } from "./problems.ts";
import type { PackContent, PackRules, Plan } from "./schema.ts";

type Values = readonly (string | number | boolean)[];
type Condition = { fact: string; is?: Values | undefined };

/** Every name leads to something, and nothing is there twice. */
export function checkReferences({ rules }: PackContent): PackProblem[] {
  return [...doubles(rules), ...missingCauses(rules), ...conditions(rules), ...remedies(rules)];
}

function doubles(rules: PackRules): PackProblem[] {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ["facts", rules.facts.map((f) => f.key)],
    ["questions", rules.questions.map((q) => q.id)],
    ["causes", rules.causes.map((c) => c.code)],
    ["remedies", rules.remedies.map((r) => r.code)],
    ["precedence", rules.precedence],
  ];
  return lists.flatMap(([list, names]) =>
    names.flatMap((name, i) => (names.indexOf(name) < i ? [problem(["rules", list, i], "twice", { name })] : [])),
  );
}

/** The causes are a vocabulary that platforms share: a pack may make one improbable, not forget it. */
function missingCauses({ causes }: PackRules): PackProblem[] {
  const there = new Set(causes.map((c) => c.code));
  return causeCodes.flatMap((name) =>
    there.has(name) ? [] : [problem(["rules", "causes"], "causeMissing", { name })],
  );
}

/** Where facts and values are named. */
function* named(rules: PackRules): Generator<{ path: Path; condition: Condition }> {
  for (const [i, cause] of rules.causes.entries()) {
    for (const list of ["evidence", "vetoes"] as const)
      for (const [j, condition] of cause[list].entries()) yield { path: ["rules", "causes", i, list, j], condition };
    for (const [j, sign] of cause.decisive.entries())
      for (const list of ["all", "none"] as const)
        for (const [k, condition] of sign[list].entries())
          yield { path: ["rules", "causes", i, "decisive", j, list, k], condition };
    for (const [j, plan] of cause.plans.entries()) yield* namedByPlan(plan, ["rules", "causes", i, "plans", j]);
  }
  for (const [i, plan] of rules.overrides.entries()) yield* namedByPlan(plan, ["rules", "overrides", i]);
  for (const [i, question] of rules.questions.entries())
    for (const list of ["suppliedBy", "needs"] as const)
      for (const [j, condition] of question[list].entries())
        yield { path: ["rules", "questions", i, list, j], condition };
}

function* namedByPlan(plan: Plan, path: Path): Generator<{ path: Path; condition: Condition }> {
  for (const list of ["when", "unless"] as const)
    for (const [i, condition] of (plan[list] ?? []).entries()) yield { path: [...path, list, i], condition };
}

function conditions(rules: PackRules): PackProblem[] {
  const facts = new Map(rules.facts.map((f) => [f.key, f.values as Values]));
  return [...named(rules)].flatMap(({ path, condition: { fact, is } }) => {
    const values = facts.get(fact);
    if (!values) return [problem([...path, "fact"], "factUnknown", { name: fact })];
    if (!is || values.length === 0) return weighable(path, fact, is);
    return is.flatMap((value, i) =>
      values.includes(value) ? [] : [problem([...path, "is", i], "valueUnknown", { fact, value })],
    );
  });
}

/** Facts without listed values are shown or timed. Plans may still ask for a number of them, evidence may not. */
function weighable(path: Path, fact: string, is: Values | undefined): PackProblem[] {
  const weighed = path.includes("evidence") || path.includes("vetoes");
  return is && weighed ? [problem([...path, "fact"], "notWeighed", { fact })] : [];
}

function remedies(rules: PackRules): PackProblem[] {
  const known = new Set(rules.remedies.map((r) => r.code));
  const used = new Set<string>();
  const at = (plan: Plan, path: Path) =>
    plan.remedies.flatMap((name, i) => {
      used.add(name);
      return known.has(name) ? [] : [problem([...path, "remedies", i], "remedyUnknown", { name })];
    });
  const unknown = [
    ...rules.causes.flatMap((c, i) => c.plans.flatMap((p, j) => at(p, ["rules", "causes", i, "plans", j]))),
    ...rules.overrides.flatMap((p, i) => at(p, ["rules", "overrides", i])),
  ];
  const unused = rules.remedies.flatMap(({ code }, i) =>
    used.has(code) ? [] : [problem(["rules", "remedies", i], "remedyUnused", { name: code })],
  );
  return [...unknown, ...unused];
}
