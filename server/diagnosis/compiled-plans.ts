import { type Checked, checked, type FactNumbers } from "./numbers.ts";
import type { Condition, Pack, Plan } from "./pack/schema.ts";
import type { DraftRemedy } from "./safety.ts";
import type { AdviceTag } from "./schemas.ts";

/** A pack's plans made ready for looking up, once for each pack. */

/** A plan, with its conditions in numbers and its remedies as the safety rules read them. */
export type CompiledPlan = {
  plan: Plan;
  /** Two plans that do the same have the same number. */
  number: number;
  when: Checked[];
  unless: Checked[];
  remedies: DraftRemedy[];
  /** The tags of the remedies, in their order. */
  advice: AdviceTag[];
};
export type CompiledPlans = {
  /** What each cause may lead to. */
  byCause: CompiledPlan[][];
  overrides: CompiledPlan[];
  /** What a cause without a plan that applies leads to. */
  none: CompiledPlan;
  /** How many do something else than all others. */
  count: number;
  /** Whether any cause's plan depends on this fact. */
  lookAt: Uint8Array;
};

const NO_PLAN: Plan = { outcome: "ticket", remedies: ["CONTACT_HUMAN"] };

/** Compiles the plans. Values that only plans ask for are added to those that have numbers. */
export function compilePlans(
  pack: Pack,
  facts: readonly FactNumbers[],
  factAt: ReadonlyMap<string, number>,
): CompiledPlans {
  const all = [NO_PLAN, ...pack.causes.flatMap((cause) => cause.plans), ...pack.overrides];
  for (const one of all.flatMap(conditionsOf)) {
    const values = facts[factAt.get(one.fact) ?? -1]?.values;
    for (const value of one.is) if (values && !values.has(value)) values.set(value, values.size + 1);
  }
  const does = ({ outcome, remedies }: Plan) => `${outcome}:${remedies.join("+")}`;
  const distinct = [...new Set(all.map(does))];
  const remedyAt = new Map(
    pack.remedies.map(({ code, tag }) => [code, { code, tag, texts: pack.remedyTexts[code] ?? [] }]),
  );
  const check = (condition: Condition) => checked(condition, facts, factAt);
  const compile = (plan: Plan): CompiledPlan[] => {
    const when = (plan.when ?? []).map(check);
    // A condition that nothing can meet makes the plan one that never applies.
    if (when.includes(undefined)) return [];
    const remedies = plan.remedies.flatMap((code) => remedyAt.get(code) ?? []);
    return [
      {
        ...{ plan, number: distinct.indexOf(does(plan)), remedies },
        when: when.filter((one) => one !== undefined),
        unless: (plan.unless ?? []).map(check).filter((one) => one !== undefined),
        advice: remedies.flatMap(({ tag }) => (tag ? [tag] : [])),
      },
    ];
  };
  const lookedAt = new Set(pack.causes.flatMap((cause) => cause.plans.flatMap(conditionsOf)).map(({ fact }) => fact));
  const [none] = compile(NO_PLAN);
  if (!none) throw new Error("a plan without conditions always compiles");
  return {
    byCause: pack.causes.map((cause) => cause.plans.flatMap(compile)),
    overrides: pack.overrides.flatMap(compile),
    none,
    count: distinct.length,
    lookAt: Uint8Array.from(facts, ({ key }) => (lookedAt.has(key) ? 1 : 0)),
  };
}

const conditionsOf = ({ when, unless }: Plan): Condition[] => [...(when ?? []), ...(unless ?? [])];
