import { desc, eq, max } from "drizzle-orm";
import type { z } from "zod";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { riskRuleSets } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { canonicalJson } from "#server/core/canonical.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, DomainError, notFound } from "#server/core/errors.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { dryRun } from "./dry-run.ts";
import { defaultRuleSet } from "./rules/default-set.ts";
import {
  type DryRun,
  decideRulesSchema,
  proposeRulesSchema,
  type RuleSet,
  type RuleSetView,
  ruleSetSchema,
} from "./schemas.ts";

const LOCK = "risk:rules";
const MAX_VERSIONS = 50;
type Row = typeof riskRuleSets.$inferSelect;

/** What a set of rules is known by: two people who see the same hash saw the same rules. */
export const hashOf = (rules: RuleSet): string => sha256Hex(canonicalJson(rules));

/** The rules in force, and their version; 0 is what ships. */
export async function rulesInForce(reader: Db): Promise<{ version: number; rules: RuleSet }> {
  const [row] = await reader.select().from(riskRuleSets).where(eq(riskRuleSets.state, "active"));
  return row ? { version: row.version, rules: ruleSetSchema.parse(row.rules) } : { version: 0, rules: defaultRuleSet };
}

function viewOf(row: Row): RuleSetView {
  return {
    version: row.version,
    state: row.state,
    basedOn: row.basedOn,
    note: row.note,
    hash: row.hash,
    rules: row.rules,
    dryRun: row.dryRun,
    proposedBy: { id: row.proposedById, name: row.proposedByName },
    proposedAt: row.proposedAt.toISOString(),
    decidedByName: row.decidedByName,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decisionNote: row.decisionNote,
  };
}

function shipped(active: boolean): RuleSetView {
  return {
    version: 0,
    state: active ? "active" : "retired",
    basedOn: 0,
    note: "",
    hash: hashOf(defaultRuleSet),
    rules: defaultRuleSet,
    dryRun: null,
    proposedBy: null,
    proposedAt: null,
    decidedByName: null,
    decidedAt: null,
    decisionNote: null,
  };
}

/**
 * The versions of the rules, newest first; the last of them ships with the product.
 * @throws DomainError 403 FORBIDDEN
 */
export async function listRuleSets(args: { ctx: Ctx }): Promise<{ items: RuleSetView[]; inForce: number }> {
  const ctx = authorize(args.ctx, "channels:write");
  const rows = await (ctx.tx ?? db).select().from(riskRuleSets).orderBy(desc(riskRuleSets.version)).limit(MAX_VERSIONS);
  const inForce = rows.find(({ state }) => state === "active")?.version ?? 0;
  return { items: [...rows.map(viewOf), shipped(inForce === 0)], inForce };
}

/**
 * How the orders of the last 30 days would have fared under rules that nobody proposed yet. Writes nothing.
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function tryRules(args: { ctx: Ctx; input: { rules: RuleSet } }): Promise<DryRun> {
  const ctx = authorize(args.ctx, "channels:write");
  return dryRun(db, ruleSetSchema.parse(args.input.rules), ctx.clock.now());
}

/**
 * Proposes rules. They are in force once a second person confirms them; what they would have done to the orders of the last 30 days
 * is worked out first and kept with them.
 * @throws DomainError 403 FORBIDDEN, 409 VERSION_CONFLICT, 409 NOTHING_CHANGED; ZodError on bad input
 */
export async function proposeRules(args: {
  ctx: Ctx;
  input: z.input<typeof proposeRulesSchema>;
}): Promise<RuleSetView> {
  const ctx = authorize(args.ctx, "channels:write");
  const { rules, note, basedOn } = proposeRulesSchema.parse(args.input);
  // Before the transaction: it reads a month of orders.
  const report = await dryRun(db, rules, ctx.clock.now());
  return transact(
    async (tx) => {
      const before = await rulesInForce(tx);
      mustBeBasedOn(before.version, basedOn);
      const hash = hashOf(rules);
      if (hash === hashOf(before.rules)) throw conflict("NOTHING_CHANGED", "These are the rules that are in force.");
      const [newest] = await tx.select({ version: max(riskRuleSets.version) }).from(riskRuleSets);
      const row: typeof riskRuleSets.$inferInsert = {
        version: Number(newest?.version ?? 0) + 1,
        state: "proposed",
        basedOn,
        note,
        hash,
        rules,
        dryRun: report,
        proposedById: ctx.actor.id,
        proposedByName: ctx.actor.name,
        proposedAt: ctx.clock.now(),
      };
      const [stored] = await tx.insert(riskRuleSets).values(row).returning();
      await audit(tx, ctx, "risk_rules.proposed", row.version, { basedOn, hash, note });
      return viewOf(stored as Row);
    },
    { serializeOn: LOCK },
  );
}

function mustBeBasedOn(version: number, basedOn: number): void {
  if (version === basedOn) return;
  throw conflict("VERSION_CONFLICT", "Other rules came into force meanwhile. Look at them and repeat the change.", {
    details: { version },
  });
}

const audit = (tx: Tx, ctx: Ctx, action: string, version: number, data: Record<string, unknown>) =>
  appendAudit(tx, ctx, { action, subject: `risk_rules:${version}`, data });

/**
 * Confirms or rejects proposed rules. Only somebody else than who proposed them may confirm; who proposed may take back.
 * @throws DomainError 403 FORBIDDEN, 403 SAME_ACTOR, 404 RULES_NOT_FOUND, 409 ALREADY_DECIDED, 409 FACTS_CHANGED, 409 VERSION_CONFLICT
 */
export async function decideRules(args: { ctx: Ctx; input: z.input<typeof decideRulesSchema> }): Promise<RuleSetView> {
  const ctx = authorize(args.ctx, "channels:write");
  const { version, decision, note, hash } = decideRulesSchema.parse(args.input);
  return transact(
    async (tx) => {
      const [row] = await tx.select().from(riskRuleSets).where(eq(riskRuleSets.version, version));
      if (!row) throw notFound("RULES");
      if (row.state !== "proposed") throw conflict("ALREADY_DECIDED", "Somebody decided about these rules already.");
      if (row.hash !== hash) throw conflict("FACTS_CHANGED", "These are not the rules that were looked at.");
      const confirms = decision === "confirm";
      if (confirms && row.proposedById === ctx.actor.id) {
        throw new DomainError(403, "SAME_ACTOR", "Who proposed the rules may not confirm them.");
      }
      if (confirms) {
        mustBeBasedOn((await rulesInForce(tx)).version, row.basedOn);
        await tx.update(riskRuleSets).set({ state: "retired" }).where(eq(riskRuleSets.state, "active"));
      }
      const [stored] = await tx
        .update(riskRuleSets)
        .set({
          state: confirms ? "active" : "rejected",
          decidedById: ctx.actor.id,
          decidedByName: ctx.actor.name,
          decidedAt: ctx.clock.now(),
          decisionNote: note === "" ? null : note,
        })
        .where(eq(riskRuleSets.version, version))
        .returning();
      await audit(tx, ctx, confirms ? "risk_rules.confirmed" : "risk_rules.rejected", version, { hash, note });
      return viewOf(stored as Row);
    },
    { serializeOn: LOCK },
  );
}
