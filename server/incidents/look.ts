import { and, eq, isNull } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { type alertRules, alerts } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { logger } from "#server/core/logger.ts";
import { emit } from "#server/jobs/index.ts";
import { rulesNow } from "./alert-rules.ts";
import { type Reading, take } from "./measures.ts";

type Rule = typeof alertRules.$inferSelect;
type Row = typeof alerts.$inferSelect;

/** Looks in a row that have to agree before somebody is woken, and before it is over. */
export const FIRES_AFTER = 2;
export const ENDS_AFTER = 3;

/**
 * Takes every measure and says which are too high: whoever is there is told after two looks that agree, and again when three found
 * it good. One measure that cannot be taken does not hold up the others.
 * @returns how many alerts fire now
 */
export async function lookAtMeasures(ctx: Ctx): Promise<number> {
  for (const rule of await rulesNow()) {
    try {
      const windowMs = rule.windowS * 1_000;
      const readings = rule.enabled ? await take[rule.measure]({ now: ctx.clock.now(), windowMs }) : [];
      await judge(ctx, rule, readings);
    } catch (error) {
      logger.error({ err: error, measure: rule.measure }, "a measure could not be taken");
    }
  }
  const live = await db.select({ state: alerts.state }).from(alerts).where(isNull(alerts.overAt));
  return live.filter(({ state }) => state !== "pending").length;
}

/** What is not read any more has come to nothing, and counts as good. */
async function judge(ctx: Ctx, rule: Rule, readings: readonly Reading[]): Promise<void> {
  const live = await db
    .select()
    .from(alerts)
    .where(and(eq(alerts.ruleId, rule.id), isNull(alerts.overAt)));
  const keys = new Set([...readings.map(({ key }) => key), ...live.map(({ key }) => key)]);
  for (const key of keys) {
    const value = readings.find((reading) => reading.key === key)?.value ?? 0;
    const known = live.find((row) => row.key === key);
    if (known || value > rule.threshold) await transact((tx) => note(tx, ctx, rule, { key, value }, known));
  }
}

async function note(tx: Tx, ctx: Ctx, rule: Rule, { key, value }: Reading, known: Row | undefined): Promise<void> {
  const now = ctx.clock.now();
  const bad = rule.enabled && value > rule.threshold;
  if (!known) {
    const { id: ruleId, measure, severity, threshold } = rule;
    const values = { id: newId(), ruleId, measure, key, state: "pending" as const, severity, value, threshold };
    await tx
      .insert(alerts)
      .values({ ...values, bad: 1, good: 0, openedAt: now })
      .onConflictDoNothing();
    return;
  }
  const counts = bad
    ? { bad: known.bad + 1, good: 0 }
    : { bad: known.state === "pending" ? 0 : known.bad, good: known.good + 1 };
  const fires = known.state === "pending" && counts.bad >= FIRES_AFTER;
  const ends = !bad && (known.state === "pending" || counts.good >= ENDS_AFTER);
  const set = {
    ...{ ...counts, value, severity: rule.severity, threshold: rule.threshold },
    ...(fires ? { state: "firing" as const, openedAt: now } : {}),
    ...(ends ? { state: "over" as const, overAt: now } : {}),
  };
  await tx.update(alerts).set(set).where(eq(alerts.id, known.id));
  if (fires) await tell(tx, ctx, "alert.fired", { ...known, ...set });
  else if (ends && known.state !== "pending") await tell(tx, ctx, "alert.ended", { ...known, ...set });
}

async function tell(tx: Tx, ctx: Ctx, topic: string, row: Row): Promise<void> {
  const { id, measure, key, severity, value, threshold } = row;
  const payload = { measure, key, severity, value, threshold };
  await appendAudit(tx, ctx, { action: topic, subject: `alert:${id}`, data: payload });
  await emit(tx, ctx.clock, { topic, subject: `alert:${id}`, payload });
}
