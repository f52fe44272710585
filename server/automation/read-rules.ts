import { and, count, desc, eq, gte, inArray } from "drizzle-orm";
import { db } from "#db/client.ts";
import { ruleRuns, ruleVersions } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { findRule, type RuleRow, rulesOf, runView } from "./rule-rows.ts";
import type { Rule } from "./schemas.ts";

const LOOKED_BACK_DAYS = 7;
const MAX_VERSIONS = 50;
const MAX_RUNS = 50;

/** Every rule, in the order in which they run. @throws DomainError 403 FORBIDDEN */
export async function listRules({ ctx }: { ctx: Ctx }): Promise<{ items: Rule[] }> {
  authorize(ctx, "metrics:read");
  const rows = await rulesOf(ctx.tx ?? db);
  return { items: await views(ctx, rows) };
}

/** One rule with its versions and what it did last. @throws DomainError 403 FORBIDDEN, 404 RULE_NOT_FOUND */
export async function getRule({ ctx, input }: { ctx: Ctx; input: { id: string } }) {
  authorize(ctx, "metrics:read");
  const reader = ctx.tx ?? db;
  const row = await findRule(reader, input.id);
  const [rule] = await views(ctx, [row]);
  if (!rule) throw new Error("A rule that was read is there.");
  const versions = await reader
    .select()
    .from(ruleVersions)
    .where(eq(ruleVersions.ruleId, row.id))
    .orderBy(desc(ruleVersions.version))
    .limit(MAX_VERSIONS);
  const runs = await reader
    .select()
    .from(ruleRuns)
    .where(eq(ruleRuns.ruleId, row.id))
    .orderBy(desc(ruleRuns.at), desc(ruleRuns.id))
    .limit(MAX_RUNS);
  return {
    ...rule,
    versions: versions.map(({ version, name, position, enabled, content, byName, at }) => ({
      ...{ version, name, position, enabled, content, by: byName, at: at.toISOString() },
    })),
    runs: runs.map(runView),
  };
}

async function views({ tx, clock }: Ctx, rows: readonly RuleRow[]): Promise<Rule[]> {
  const since = new Date(clock.now().getTime() - LOOKED_BACK_DAYS * DAY_MS);
  const ids = rows.map(({ id }) => id);
  const counted =
    ids.length === 0
      ? []
      : await (tx ?? db)
          .select({ ruleId: ruleRuns.ruleId, outcome: ruleRuns.outcome, n: count() })
          .from(ruleRuns)
          .where(and(inArray(ruleRuns.ruleId, ids), gte(ruleRuns.at, since)))
          .groupBy(ruleRuns.ruleId, ruleRuns.outcome);
  const sum = (id: string, outcomes: readonly string[]) =>
    counted
      .filter((one) => one.ruleId === id && outcomes.includes(one.outcome))
      .reduce((total, { n }) => total + Number(n), 0);
  return rows.map(({ id, name, content, position, enabled, version, updatedAt }) => ({
    ...{ id, name, content, position, enabled, version, updatedAt: updatedAt.toISOString() },
    ...{ ran: sum(id, ["done"]), troubled: sum(id, ["failed", "stopped"]) },
  }));
}
