import { moneySignals, type RiskEffect, type RiskRule, type RuleSet, riskEffects } from "../rule-schemas.ts";
import { measure, type RiskSignals } from "./signals.ts";

/** A rule that fits a purchase. For staff and for the audit; the person is told {@link effect} in words and nothing else. */
export type RiskHit = {
  rule: RiskRule;
  measured: number;
  /** What happens; null where it is softened to nothing. */
  effect: RiskEffect | null;
};
export type RiskResult = {
  hits: RiskHit[];
  /** The strongest of all effects. */
  effect: RiskEffect | null;
};

/**
 * Holds a purchase against the rules. Pure; a larger sum never weakens the result.
 * @param set the rules in force
 * @param signals what is known; what is unknown hits nothing
 * @param now where time windows end
 */
export function evaluateRisk(set: RuleSet, signals: RiskSignals, now: Date): RiskResult {
  const steps = softening(set, signals);
  const hits = set.rules.flatMap((rule): RiskHit[] => {
    if (!rule.enabled) return [];
    const measured = measure(rule, signals, now);
    if (measured === null || !isOver(rule, measured)) return [];
    return [{ rule, measured, effect: soften(rule.effect, steps) }];
  });
  return { hits, effect: strongest(hits.map(({ effect }) => effect)) };
}

const isOver = (rule: RiskRule, measured: number) =>
  moneySignals.includes(rule.signal) ? measured > rule.threshold : measured >= rule.threshold;

/** Small sums and people with a good record meet the rules more softly: one step for each. */
function softening(set: RuleSet, { amountFen, score }: RiskSignals): number {
  const trusted = score !== null && score >= set.trustedFrom;
  return (amountFen < set.softBelowFen ? 1 : 0) + (trusted ? 1 : 0);
}

/** A refusal is never softened: it says what cannot be paid at all. */
function soften(effect: RiskEffect, steps: number): RiskEffect | null {
  if (effect === "cap") return effect;
  return riskEffects[riskEffects.indexOf(effect) - steps] ?? null;
}

/** The strongest of some effects. */
export function strongest(effects: readonly (RiskEffect | null)[]): RiskEffect | null {
  return riskEffects.findLast((effect) => effects.includes(effect)) ?? null;
}
