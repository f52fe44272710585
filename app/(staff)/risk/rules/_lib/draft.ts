import { fenOfYuan, yuanOfFen } from "#app/(staff)/desk/_lib/yuan.ts";
import {
  type Allowance,
  familyOfSignal,
  moneySignals,
  type RiskEffect,
  type RiskRule,
  type RiskSignal,
  type RuleSet,
  riskRuleSchema,
  ruleSetSchema,
} from "#server/risk/schemas.ts";

/** Rules while somebody edits them: what was typed, until all of it makes sense. Pure. */

export const paramNames = ["minAmountFen", "windowMinutes", "minHistory", "maxAgeDays", "below", "sources"] as const;
export type ParamName = (typeof paramNames)[number];

/** What besides the threshold a signal is measured by. */
export const paramsOf: Record<RiskSignal, readonly ParamName[]> = {
  large_orders: ["minAmountFen", "windowMinutes"],
  shared_address: ["windowMinutes"],
  new_device_elsewhere: [],
  above_history: ["minHistory"],
  account_switching: ["windowMinutes"],
  payer_unlinked: ["minHistory"],
  unverified_amount: [],
  new_account_amount: ["maxAgeDays"],
  first_purchase_amount: [],
  coupon_reuse: ["windowMinutes"],
  sensitive_funds: ["sources"],
  low_score_amount: ["below"],
  above_allowance: [],
};
/** Signals that are or are not: there is nothing to choose. */
export const fixedThreshold: readonly RiskSignal[] = ["payer_unlinked", "sensitive_funds"];

export type DraftRule = {
  id: string;
  signal: RiskSignal;
  family: RiskRule["family"];
  name: string;
  effect: RiskEffect;
  enabled: boolean;
  threshold: string;
  params: Partial<Record<ParamName, string>>;
};

export const isMoney = (signal: RiskSignal): boolean => moneySignals.includes(signal);

const textOf = (value: unknown, money: boolean): string =>
  Array.isArray(value) ? value.join(", ") : money ? yuanOfFen(Number(value)).replace(/\.00$/, "") : String(value);

function numberOf(text: string, money: boolean): number {
  if (money) return text.trim() === "0" ? 0 : (fenOfYuan(text) ?? Number.NaN);
  return /^\d{1,6}(\.\d{1,2})?$/.test(text.trim()) ? Number(text) : Number.NaN;
}

/** A rule as it is edited. */
export function draftOf(rule: RiskRule): DraftRule {
  const { id, signal, family, name, effect, enabled, threshold } = rule;
  const params = Object.fromEntries(
    paramsOf[signal].map((param) => [
      param,
      textOf((rule as unknown as Record<string, unknown>)[param], param === "minAmountFen"),
    ]),
  );
  return { id, signal, family, name, effect, enabled, threshold: textOf(threshold, isMoney(signal)), params };
}

function rawOf({ threshold, params, ...rest }: DraftRule): Record<string, unknown> {
  const values = Object.entries(params).map(([param, text]) => [
    param,
    param === "sources"
      ? text.split(/[,，、\n]/).flatMap((one) => (one.trim() ? [one.trim()] : []))
      : numberOf(text, param === "minAmountFen"),
  ]);
  return { ...rest, threshold: numberOf(threshold, isMoney(rest.signal)), ...Object.fromEntries(values) };
}

/** The fields of a rule that are not acceptable. */
export function faultsOf(draft: DraftRule): string[] {
  const parsed = riskRuleSchema.safeParse(rawOf(draft));
  return parsed.success ? [] : [...new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? "name")))];
}

export const generalNames = [
  "softBelowFen",
  "trustedFrom",
  "lowestFen",
  "middleFen",
  "highestFen",
  "dailyTimes",
  "hardSingleFen",
  "hardDailyFen",
] as const;
export type GeneralName = (typeof generalNames)[number];
export type DraftSet = { rules: DraftRule[]; general: Record<GeneralName, string> };

const isFen = (name: GeneralName) => name.endsWith("Fen");

/** A whole set as it is edited. */
export function draftSetOf({ rules, allowance, softBelowFen, trustedFrom }: RuleSet): DraftSet {
  const all: Record<GeneralName, number | null> = { ...allowance, softBelowFen, trustedFrom };
  const general = Object.fromEntries(
    generalNames.map((name) => [name, all[name] === null ? "" : textOf(all[name], isFen(name))]),
  ) as DraftSet["general"];
  return { rules: rules.map(draftOf), general };
}

/** The rules that were typed; undefined while something is not acceptable, with the names of what in `general`. */
export function ruleSetOf(draft: DraftSet): { rules?: RuleSet; general: GeneralName[] } {
  const value = (name: GeneralName) => {
    const text = draft.general[name].trim();
    if (text === "" && name.startsWith("hard")) return null;
    return numberOf(text, isFen(name));
  };
  const all = Object.fromEntries(generalNames.map((name) => [name, value(name)]));
  const { softBelowFen, trustedFrom, ...allowance } = all as Record<GeneralName, number>;
  const parsed = ruleSetSchema.safeParse({
    rules: draft.rules.map(rawOf),
    softBelowFen,
    trustedFrom,
    allowance: allowance as unknown as Allowance,
  });
  if (parsed.success) return { rules: parsed.data, general: [] };
  const named = parsed.error.issues.flatMap(({ path }) => path.map(String));
  return { general: generalNames.filter((name) => named.includes(name)) };
}

/** A new rule on a signal, made from one that is there or ships, under a number that is free. */
export function anotherOf(signal: RiskSignal, from: RiskRule, taken: readonly DraftRule[], name: string): DraftRule {
  const base = signal.replaceAll("_", "-");
  let id = base;
  for (let n = 2; taken.some((rule) => rule.id === id); n++) id = `${base}-${n}`;
  return { ...draftOf(from), id, name, family: familyOfSignal[signal] };
}

export type Change = { kind: "added" | "removed" | "changed"; before: RiskRule | null; after: RiskRule | null };

/** What a set changes of another, rule by rule. */
export function changesOf(before: RuleSet, after: RuleSet): { rules: Change[]; general: boolean } {
  const byId = (set: RuleSet) => new Map(set.rules.map((rule) => [rule.id, rule]));
  const [old, fresh] = [byId(before), byId(after)];
  const rules = [...new Set([...old.keys(), ...fresh.keys()])].flatMap((id): Change[] => {
    const [was, is] = [old.get(id) ?? null, fresh.get(id) ?? null];
    if (was === null || is === null) return [{ kind: was === null ? "added" : "removed", before: was, after: is }];
    return JSON.stringify(sorted(was)) === JSON.stringify(sorted(is))
      ? []
      : [{ kind: "changed", before: was, after: is }];
  });
  const rest = ({ rules: _rules, ...general }: RuleSet) => JSON.stringify(sorted(general));
  return { rules, general: rest(before) !== rest(after) };
}

/** Objects come back from the database with their members in another order. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]): [string, unknown] => [key, sorted(member)])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
