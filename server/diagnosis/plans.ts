import type { Compiled } from "./compiled.ts";
import type { CompiledPlan } from "./compiled-plans.ts";
import type { Known } from "./known.ts";
import { isMet, type Numbers } from "./numbers.ts";
import type { Plan } from "./pack/schema.ts";
import { chargeStateOf, type Draft } from "./safety.ts";
import type { ChargeState } from "./schemas.ts";

/** What a cause leads to. Pure. */

/** How things stand for plans: what is known, in words and in numbers, what was charged, and when it is. */
export type Standing = { facts: Known; known: Numbers; charge: ChargeState; now: Date };
export const standing = (facts: Known, known: Numbers, now: Date): Standing => ({
  ...{ facts, known, charge: chargeStateOf(facts), now },
});

/** A plan that holds whatever the cause. */
export const overrideOf = ({ plans }: Compiled, at: Standing): CompiledPlan | null =>
  firstOf(plans.overrides, at) ?? null;

/** What a cause leads to, as things stand. */
export const planOf = ({ plans }: Compiled, cause: number | undefined, at: Standing): CompiledPlan =>
  (cause === undefined ? undefined : firstOf(plans.byCause[cause] ?? [], at)) ?? plans.none;

function firstOf(plans: readonly CompiledPlan[], at: Standing): CompiledPlan | undefined {
  for (const plan of plans) if (applies(plan, at)) return plan;
  return undefined;
}

function applies({ plan, when, unless }: CompiledPlan, { facts, known, charge, now }: Standing): boolean {
  if (plan.charge && !plan.charge.includes(charge)) return false;
  for (const one of when) if (!isMet(one, known)) return false;
  for (const one of unless) if (isMet(one, known)) return false;
  if (!plan.wait) return true;
  const until = deadline(plan, facts);
  return until !== null && until.getTime() > now.getTime();
}

/** When a plan's wait ends: so many minutes after the first of its times that is known. */
export function deadline(plan: Plan, facts: Known): Date | null {
  if (!plan.wait) return null;
  for (const key of plan.wait.from) {
    const value = facts.get(key)?.value;
    const from = typeof value === "string" ? Date.parse(value) : Number.NaN;
    if (!Number.isNaN(from)) return new Date(from + plan.wait.minutes * 60_000);
  }
  return null;
}

/** A plan as the safety rules judge it. */
export function draftOf({ plan, remedies, advice }: CompiledPlan, { facts, charge }: Standing): Draft {
  return {
    chargeState: charge,
    outcome: { kind: plan.outcome, remedies, until: deadline(plan, facts) },
    advice,
  };
}

export type Weighed = { plan: CompiledPlan; probability: number };
/** Too little to change what is advised. */
const NEGLIGIBLE = 1e-4;

/**
 * How probable each plan is: causes that lead to the same plan stand together. The most probable first.
 * @param numbers is told the number of each cause's plan, where the cause is not too improbable to count
 */
export function plansByWeight(c: Compiled, shares: Float64Array, at: Standing, numbers: Int32Array): Weighed[] {
  const plans: Weighed[] = [];
  for (let cause = 0; cause < shares.length; cause += 1) {
    const probability = shares[cause] ?? 0;
    if (probability < NEGLIGIBLE) continue;
    const plan = planOf(c, cause, at);
    numbers[cause] = plan.number;
    const entry = plans.find((one) => one.plan.number === plan.number);
    if (entry) entry.probability += probability;
    else plans.push({ plan, probability });
  }
  return plans.sort((a, b) => b.probability - a.probability);
}
