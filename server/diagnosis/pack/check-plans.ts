import { MAX_WAIT_MS } from "../safety.ts";
import type { AdviceTag } from "../schemas.ts";
import { type PackProblem, type Path, problem } from "./problems.ts";
import type { PackContent, PackRules, Plan } from "./schema.ts";

const NEW_PAYMENT: readonly (AdviceTag | null | undefined)[] = ["PAY_AGAIN", "SWITCH"];
const MAX_WAIT_MINUTES = MAX_WAIT_MS / 60_000;

/** Every cause leads somewhere, every wait ends, and nothing that sends people to pay stands without its conditions. */
export function checkPlans({ rules }: PackContent): PackProblem[] {
  const perCause = rules.causes.flatMap((cause, i) => {
    const path = ["rules", "causes", i, "plans"];
    return [...ladder(cause.plans, path), ...cause.plans.flatMap((plan, j) => onePlan(rules, plan, [...path, j]))];
  });
  const overrides = rules.overrides.flatMap((plan, i) => {
    const path = ["rules", "overrides", i];
    return [...(isOpen(plan) ? [problem(path, "overrideOpen")] : []), ...onePlan(rules, plan, path)];
  });
  return [...perCause, ...overrides];
}

/** True when the plan holds whatever is known. */
const isOpen = (plan: Plan): boolean =>
  !plan.charge && (plan.when ?? []).length === 0 && (plan.unless ?? []).length === 0 && !plan.wait;

function ladder(plans: readonly Plan[], path: Path): PackProblem[] {
  const firstOpen = plans.findIndex(isOpen);
  if (firstOpen < 0) return [problem([...path, plans.length - 1], "noFallback")];
  return plans.slice(firstOpen + 1).map((_, i) => problem([...path, firstOpen + 1 + i], "planUnreachable"));
}

function onePlan(rules: PackRules, plan: Plan, path: Path): PackProblem[] {
  return [...waiting(rules, plan, path), ...paying(rules, plan, path)];
}

function waiting(rules: PackRules, plan: Plan, path: Path): PackProblem[] {
  if (plan.outcome !== "wait") return plan.wait ? [problem([...path, "wait"], "waitNotWaiting")] : [];
  if (!plan.wait) return [problem(path, "waitNoDeadline")];
  const { from, minutes } = plan.wait;
  const facts = new Map(rules.facts.map((f) => [f.key, f]));
  return [
    ...(minutes > MAX_WAIT_MINUTES
      ? [problem([...path, "wait", "minutes"], "waitTooLong", { max: MAX_WAIT_MINUTES })]
      : []),
    ...from.flatMap((name, i) => {
      const at = [...path, "wait", "from", i];
      const fact = facts.get(name);
      if (!fact) return [problem(at, "factUnknown", { name })];
      return fact.group === "time" ? [] : [problem(at, "notATime", { name })];
    }),
  ];
}

function paying(rules: PackRules, plan: Plan, path: Path): PackProblem[] {
  const tags = plan.remedies.map((code) => rules.remedies.find((r) => r.code === code)?.tag);
  const both = tags.includes("REDELIVER") && tags.includes("REFUND");
  return [
    ...(both ? [problem([...path, "remedies"], "topUpAndRefund")] : []),
    ...tags.flatMap((tag, i) => {
      const name = plan.remedies[i] ?? "";
      const at = [...path, "remedies", i];
      const charge = plan.charge ?? [];
      const onlyNone = charge.length > 0 && charge.every((c) => c === "none");
      if (NEW_PAYMENT.includes(tag) && !onlyNone) return [problem(at, "payingCharge", { name })];
      const mayFinish = charge.length > 0 && !charge.includes("confirmed");
      return tag === "FINISH_PAYING" && !mayFinish ? [problem(at, "finishingCharge", { name })] : [];
    }),
  ];
}
