import { and, eq, isNull } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { automationRules, macros, ruleVersions, user } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { emit } from "#server/jobs/outbox.ts";
import { countRules, findRule, MAX_RULES, type RuleRow } from "./rule-rows.ts";
import { type RuleAction, type SaveRuleInput, saveRuleSchema } from "./schemas.ts";

/**
 * Saves a rule: a new one, or the next version of one that is there. Turning one on or off is a change like any other.
 * @param input with an `id` and the `version` that was read for a change
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED; 404 RULE_NOT_FOUND; 409 VERSION_CONFLICT; 422 TOO_MANY_RULES,
 * ASSIGNEE_UNKNOWN, MACRO_UNKNOWN; ZodError on bad input
 */
export async function saveRule(args: {
  ctx: Ctx;
  input: SaveRuleInput & { id?: string | undefined };
}): Promise<{ id: string; version: number }> {
  const { ctx } = args;
  authorize(ctx, "automation:write");
  const { id, ...rest } = args.input;
  const call = saveRuleSchema.parse(rest);
  const work = async (tx: Tx) => {
    const before = id === undefined ? undefined : await findRule(tx, id);
    if (before && before.version !== call.version) throw changed();
    if (!before && (await countRules(tx)) >= MAX_RULES) {
      throw invalid("TOO_MANY_RULES", `No more than ${MAX_RULES} rules are kept. Remove one first.`);
    }
    for (const action of call.content.do) await requireKnown(tx, action);
    const now = ctx.clock.now();
    const { name, content, position, enabled } = call;
    const row: RuleRow = {
      ...{ id: before?.id ?? newId(), name, content, position, enabled, version: (before?.version ?? 0) + 1 },
      ...{ createdAt: before?.createdAt ?? now, updatedAt: now, deletedAt: null },
    };
    if (before) await tx.update(automationRules).set(row).where(eq(automationRules.id, row.id));
    else await tx.insert(automationRules).values(row);
    await keep(tx, ctx, row, "automation.rule_saved");
    return { id: row.id, version: row.version };
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: "automation:rules" });
}

/**
 * Takes a rule away. Its versions and what it did stay.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED; 404 RULE_NOT_FOUND
 */
export async function removeRule({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<{ id: string }> {
  authorize(ctx, "automation:write");
  const work = async (tx: Tx) => {
    const before = await findRule(tx, input.id);
    const now = ctx.clock.now();
    const row = { ...before, enabled: false, version: before.version + 1, updatedAt: now, deletedAt: now };
    await tx.update(automationRules).set(row).where(eq(automationRules.id, row.id));
    await keep(tx, ctx, row, "automation.rule_removed");
    return { id: row.id };
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: "automation:rules" });
}

const changed = () => conflict("VERSION_CONFLICT", "Somebody else changed this rule. Read it again.");

async function keep(tx: Tx, ctx: Ctx, row: RuleRow, action: string): Promise<void> {
  const { id, version, name, position, enabled, content, updatedAt } = row;
  await tx.insert(ruleVersions).values({
    ...{ ruleId: id, version, name, position, enabled, content, at: updatedAt },
    ...{ byId: ctx.actor.id, byName: ctx.actor.name },
  });
  const subject = `rule:${id}`;
  // Its name and notes are what people wrote; what it listens to and does are words of fixed sets.
  const data = { version, enabled, position, on: content.on, do: content.do.map(({ kind }) => kind) };
  await appendAudit(tx, ctx, { action, subject, data });
  await emit(tx, ctx.clock, { topic: action, subject, payload: { version, enabled } });
}

async function requireKnown(tx: Tx, action: RuleAction): Promise<void> {
  const person =
    action.kind === "assign"
      ? action.assignee
      : action.kind === "notify" && action.to.who === "person"
        ? action.to.id
        : null;
  if (person !== null) {
    const [known] = await tx
      .select({ id: user.id })
      .from(user)
      .where(and(eq(user.id, person), isNull(user.disabledAt)));
    if (!known) throw invalid("ASSIGNEE_UNKNOWN", "There is no such staff member.");
  }
  if (action.kind === "macro") {
    const [macro] = await tx
      .select({ id: macros.id })
      .from(macros)
      .where(and(eq(macros.id, action.macro), isNull(macros.ownerId), isNull(macros.deletedAt)));
    if (!macro) throw invalid("MACRO_UNKNOWN", "A rule uses macros that everybody has, and there is no such one.");
  }
}
