import type { Db } from "#db/client.ts";
import { activeCorrections, type Corrected } from "./corrections.ts";
import { rulesInForce } from "./rule-sets.ts";
import { limitsOf } from "./rules/allowance.ts";
import { scoreOf } from "./rules/score.ts";
import type { RiskProfile, RuleSet } from "./schemas.ts";
import { type CustomerRow, customerOf, type OrderRow, ordersOf, scoreFacts } from "./score-facts.ts";

/** A person's record with everything that a profile is made of. */
export type RiskRecord = {
  customerId: string;
  customer: CustomerRow | null;
  history: OrderRow[];
  rules: RuleSet;
  corrected: Corrected;
  profile: RiskProfile;
};

/**
 * What somebody's record comes to: the score, what it is made of, and what it lets them pay.
 * @param reader `db`, or the `tx` of a transaction
 * @param customerId somebody we know nothing of has the score everybody begins with
 */
export async function riskProfile(reader: Db, customerId: string, now: Date): Promise<RiskProfile> {
  return (await readRecord(reader, customerId, now)).profile;
}

/** {@link riskProfile} with what was read for it. Seven statements. */
export async function readRecord(reader: Db, customerId: string, now: Date): Promise<RiskRecord> {
  const { rules } = await rulesInForce(reader);
  const customer = await customerOf(reader, customerId);
  const history = await ordersOf(reader, customerId, now);
  const corrected = await activeCorrections(reader, customerId, now);
  const facts = await scoreFacts(reader, { id: customerId, row: customer }, history, now);
  const { score, parts } = scoreOf(facts, corrected.inputs);
  const hard = { singleFen: customer?.singleLimitFen ?? null, dailyFen: customer?.dailyLimitFen ?? null };
  const limits = limitsOf(score, rules.allowance, corrected.limits, hard);
  return { customerId, customer, history, rules, corrected, profile: { customerId, score, parts, limits } };
}
