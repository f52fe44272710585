import { asc, count, eq, isNull } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { automationRules, type ruleRuns } from "#db/schema/index.ts";
import { notFound } from "#server/core/errors.ts";
import type { RuleRun } from "./schemas.ts";

/** Rules of a desk: every event is held against all of them. */
export const MAX_RULES = 100;

export type RuleRow = typeof automationRules.$inferSelect;
export type RunRow = typeof ruleRuns.$inferSelect;

/** Every rule there is, in the order in which they run. */
export const rulesOf = (reader: Db): Promise<RuleRow[]> =>
  reader
    .select()
    .from(automationRules)
    .where(isNull(automationRules.deletedAt))
    .orderBy(asc(automationRules.position), asc(automationRules.id))
    .limit(MAX_RULES);

/** @throws DomainError 404 RULE_NOT_FOUND */
export async function findRule(reader: Db, id: string): Promise<RuleRow> {
  const [row] = await reader.select().from(automationRules).where(eq(automationRules.id, id));
  if (!row || row.deletedAt !== null) throw notFound("RULE");
  return row;
}

export async function countRules(tx: Tx): Promise<number> {
  const [row] = await tx.select({ n: count() }).from(automationRules).where(isNull(automationRules.deletedAt));
  return Number(row?.n ?? 0);
}

export const runView = ({ id, ruleId, version, number, outcome, actions, depth, at }: RunRow): RuleRun => ({
  ...{ id, ruleId, version, number, outcome, actions, depth, at: at.toISOString() },
});
