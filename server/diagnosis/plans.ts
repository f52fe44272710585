import { has, type Known } from "./known.ts";
import type { Pack, Plan } from "./pack/schema.ts";
import { chargeStateOf, type DraftRemedy } from "./safety.ts";
import type { CauseCode, ChargeState } from "./schemas.ts";

/** What a cause leads to. Pure. */

const NO_PLAN: Plan = { outcome: "ticket", remedies: ["CONTACT_HUMAN"] };

/** How things stand for plans: what is known, what was charged, and when it is. */
export type Standing = { facts: Known; charge: ChargeState; now: Date };
export const standing = (facts: Known, now: Date): Standing => ({ facts, charge: chargeStateOf(facts), now });

const plansOf = new WeakMap<Pack, ReadonlyMap<CauseCode, readonly Plan[]>>();
const remediesIn = new WeakMap<Pack, ReadonlyMap<string, DraftRemedy>>();

function cached<T extends object>(store: WeakMap<Pack, T>, pack: Pack, make: () => T): T {
  const before = store.get(pack);
  if (before) return before;
  const made = make();
  store.set(pack, made);
  return made;
}

const lookedAt = new WeakMap<Pack, ReadonlySet<string>>();
/** Whether any cause's plan depends on the fact. */
export const plansLookAt = (pack: Pack, fact: string): boolean =>
  cached(lookedAt, pack, () => {
    const plans = pack.causes.flatMap((cause) => cause.plans);
    return new Set(plans.flatMap((p) => [...(p.when ?? []), ...(p.unless ?? [])].map((one) => one.fact)));
  }).has(fact);

/** A plan that holds whatever the cause. */
export const overrideOf = (pack: Pack, at: Standing): Plan | null =>
  pack.overrides.find((plan) => applies(plan, at)) ?? null;

/** What a cause leads to, as things stand. */
export function planOf(pack: Pack, code: CauseCode, at: Standing): Plan {
  const plans = cached(plansOf, pack, () => new Map(pack.causes.map((c) => [c.code, c.plans]))).get(code);
  return plans?.find((plan) => applies(plan, at)) ?? NO_PLAN;
}

function applies(plan: Plan, { facts, charge, now }: Standing): boolean {
  if (plan.charge && !plan.charge.includes(charge)) return false;
  if (plan.when?.some((w) => !has(facts, w.fact, w.is))) return false;
  if (plan.unless?.some((u) => has(facts, u.fact, u.is))) return false;
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

/** A plan's remedies, with what the safety rules need to read of them. */
export function remediesOf(pack: Pack, plan: Plan): DraftRemedy[] {
  const known = cached(
    remediesIn,
    pack,
    () => new Map(pack.remedies.map(({ code, tag }) => [code, { code, tag, texts: pack.remedyTexts[code] ?? [] }])),
  );
  return plan.remedies.flatMap((code) => known.get(code) ?? []);
}

export type Weighed = { plan: Plan; probability: number };
/** Too little to change what is advised. */
const NEGLIGIBLE = 1e-4;

const numbers = new WeakMap<Pack, ReadonlyMap<Plan, number>>();
const counts = new WeakMap<Pack, { of: number }>();
/** Plans by number. Two that do the same are one. */
function numbered(pack: Pack): ReadonlyMap<Plan, number> {
  return cached(numbers, pack, () => {
    const plans = [NO_PLAN, ...pack.causes.flatMap((cause) => cause.plans), ...pack.overrides];
    const keys = plans.map(({ outcome, remedies }) => `${outcome}:${remedies.join("+")}`);
    const distinct = [...new Set(keys)];
    return new Map(plans.map((plan, i) => [plan, distinct.indexOf(keys[i] ?? "")]));
  });
}
export const numberOf = (pack: Pack, plan: Plan): number => numbered(pack).get(plan) ?? 0;
export const planCount = (pack: Pack): number =>
  cached(counts, pack, () => ({ of: 1 + Math.max(...numbered(pack).values()) })).of;

/** How probable each plan is: causes that lead to the same plan stand together. The most probable first. */
export function plansByWeight(pack: Pack, shares: Float64Array, at: Standing): Weighed[] {
  const plans = new Map<number, Weighed>();
  for (let i = 0; i < shares.length; i += 1) {
    const probability = shares[i] ?? 0;
    const code = pack.causes[i]?.code;
    if (code === undefined || probability < NEGLIGIBLE) continue;
    const plan = planOf(pack, code, at);
    const number = numberOf(pack, plan);
    const entry = plans.get(number);
    if (entry) entry.probability += probability;
    else plans.set(number, { plan, probability });
  }
  return [...plans.values()].sort((a, b) => b.probability - a.probability);
}
