import { and, asc, eq } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { alertRules } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import {
  type AlertRule,
  type Measure,
  type SaveAlertRule,
  type Severity,
  saveAlertRuleSchema,
  unitOf,
} from "./schemas.ts";

type Row = typeof alertRules.$inferSelect;
const MINUTE = 60;

/** What everybody begins with: one rule for each measure. */
const builtIn: readonly { measure: Measure; threshold: number; windowS: number; severity: Severity }[] = [
  { measure: "route_p95", threshold: 1_000, windowS: 5 * MINUTE, severity: "warn" },
  { measure: "route_errors", threshold: 50, windowS: 5 * MINUTE, severity: "page" },
  { measure: "order_age", threshold: 60 * MINUTE * 1_000, windowS: 60 * MINUTE, severity: "page" },
  { measure: "callback_lag", threshold: 5 * MINUTE * 1_000, windowS: 15 * MINUTE, severity: "warn" },
  { measure: "queue_lag", threshold: 2 * MINUTE * 1_000, windowS: 5 * MINUTE, severity: "page" },
  { measure: "channel_failures", threshold: 300, windowS: 15 * MINUTE, severity: "page" },
  { measure: "commands_unknown", threshold: 10, windowS: 5 * MINUTE, severity: "warn" },
  { measure: "sla_breaches", threshold: 10, windowS: 60 * MINUTE, severity: "warn" },
  { measure: "holidays_missing", threshold: 0, windowS: 60 * MINUTE, severity: "warn" },
];

/** The rules, those that were never touched included. */
export async function rulesNow(): Promise<Row[]> {
  const kept = new Map((await db.select().from(alertRules).orderBy(asc(alertRules.id))).map((row) => [row.id, row]));
  return builtIn.map((rule) => kept.get(rule.measure) ?? untouched(rule));
}

const untouched = (rule: (typeof builtIn)[number]): Row => ({
  ...{ id: rule.measure, ...rule, enabled: true, version: 1, updatedAt: new Date(0) },
});

const view = ({ id, measure, threshold, windowS, severity, enabled, version }: Row): AlertRule => ({
  ...{ id, measure, unit: unitOf[measure], threshold, windowS, severity, enabled, version },
});

/** From when on each measure alerts. @throws DomainError 403 FORBIDDEN */
export async function listAlertRules({ ctx }: { ctx: Ctx }): Promise<AlertRule[]> {
  authorize(ctx, "tickets:read");
  return (await rulesNow()).map(view);
}

/** Changes a rule. @throws DomainError 403 FORBIDDEN, 404 RULE_NOT_FOUND, 409 VERSION_CONFLICT */
export async function saveAlertRule({ ctx, input }: { ctx: Ctx; input: SaveAlertRule }): Promise<AlertRule> {
  authorize(ctx, "incidents:write");
  const { id, version, ...set } = saveAlertRuleSchema.parse(input);
  const known = builtIn.find(({ measure }) => measure === id);
  if (!known) throw notFound("RULE");
  return transact(async (tx) => {
    const row = await save(
      tx,
      { ...untouched(known), ...set, version: version + 1, updatedAt: ctx.clock.now() },
      version,
    );
    await appendAudit(tx, ctx, { action: "alert_rule.saved", subject: `alert_rule:${id}`, data: set });
    return view(row);
  });
}

async function save(tx: Tx, row: Row, version: number): Promise<Row> {
  const [changed] = await tx
    .update(alertRules)
    .set(row)
    .where(and(eq(alertRules.id, row.id), eq(alertRules.version, version)))
    .returning();
  if (changed) return changed;
  const [made] = version === 1 ? await tx.insert(alertRules).values(row).onConflictDoNothing().returning() : [];
  if (!made) throw conflict("VERSION_CONFLICT", "Somebody else changed this rule. Read it again.");
  return made;
}
