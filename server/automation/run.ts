import { setImmediate } from "node:timers/promises";
import { asc, eq, lt } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { automationRules, ruleRuns, tickets } from "#db/schema/index.ts";
import { DAY_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { logger } from "#server/core/logger.ts";
import { consume, type Job, type OutboxRow } from "#server/jobs/index.ts";
import { assignTicket } from "#server/shifts/index.ts";
import { actOnTicket, applyMacro, findTicket } from "#server/tickets/index.ts";
import { notifyStaff } from "./notify-staff.ts";
import { type RuleRow, type RunRow, rulesOf } from "./rule-rows.ts";
import { actorIdOf, eventOf, fits, isTooDeep, listens } from "./rules.ts";
import type { RuleAction, RunAction } from "./schemas.ts";

const MAX_BATCHES = 20;
const MAX_RUNS = 500;
/** What rules did is kept so long. */
const KEPT_DAYS = 90;
/** Marks a rule behind an event, in a run that still waits. */
const BEHIND = "BEHIND";

/**
 * Follows what happens to tickets and lets the rules that listen do their part: first noted, each rule once an event for ever, then
 * done one by one in the order of events and rules, each in a transaction of its own.
 * @returns how many of them were looked at
 */
export async function followRules(ctx: Ctx): Promise<number> {
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const handled = await consume("automation", ctx.clock, (tx, event) => note(tx, ctx, event), { from: "now" });
    if (handled === 0) break;
  }
  return runWaiting(ctx);
}

async function note(tx: Tx, ctx: Ctx, row: OutboxRow): Promise<void> {
  const event = eventOf(row.topic, row.payload);
  const number = numberOf(row);
  if (!event || number === undefined) return;
  const rules = (await rulesOf(tx)).filter((rule) => rule.enabled && listens(rule, event));
  if (rules.length === 0) return;
  const outcome = isTooDeep(event) ? ("stopped" as const) : ("waiting" as const);
  const values = rules.map(({ id, version }) => ({
    ...{ id: newId(), eventId: row.id, ruleId: id, version, number, outcome, depth: event.depth },
    // Until it is run it says whose doing it answers to.
    ...{ actions: event.chain.map((kind) => ({ kind, errorCode: BEHIND })), at: ctx.clock.now() },
  }));
  await tx.insert(ruleRuns).values(values).onConflictDoNothing();
}

const numberOf = ({ subject, payload }: OutboxRow): string | undefined =>
  subject.startsWith("ticket:")
    ? subject.slice("ticket:".length)
    : typeof payload.number === "string"
      ? payload.number
      : undefined;

async function runWaiting(ctx: Ctx): Promise<number> {
  let looked = 0;
  for (; looked < MAX_RUNS; looked++) {
    const [next] = await db
      .select({ run: ruleRuns, rule: automationRules })
      .from(ruleRuns)
      .innerJoin(automationRules, eq(automationRules.id, ruleRuns.ruleId))
      .where(eq(ruleRuns.outcome, "waiting"))
      .orderBy(asc(ruleRuns.eventId), asc(automationRules.position), asc(automationRules.id))
      .limit(1);
    if (!next) break;
    await runOne(ctx, next.run, next.rule);
    await setImmediate();
  }
  return looked;
}

/** A rule does all that it says or nothing. What stopped it is written down, and it is not tried again. */
async function runOne(ctx: Ctx, run: RunRow, rule: RuleRow): Promise<void> {
  try {
    await transact(async (tx) => {
      const [still] = await tx.select().from(ruleRuns).where(eq(ruleRuns.id, run.id));
      if (still?.outcome !== "waiting") return;
      const [row] = await tx.select().from(tickets).where(eq(tickets.number, run.number));
      // What was turned off meanwhile, or does not fit any more, does nothing and leaves nothing.
      if (!row || !rule.enabled || rule.deletedAt !== null || !fits(rule.content, row)) {
        await tx.delete(ruleRuns).where(eq(ruleRuns.id, run.id));
        return;
      }
      const done = await doAll(tx, asRule(ctx, run, rule), run.number, rule.content.do);
      const outcome = done.some(({ changed }) => changed) ? ("done" as const) : ("same" as const);
      const actions = done.map(({ kind }) => ({ kind, errorCode: null }));
      await end(tx, run.id, { outcome, actions, version: rule.version, at: ctx.clock.now() });
    }, lockOf(rule));
  } catch (error) {
    if (!(error instanceof DomainError)) {
      logger.warn({ err: error, ruleId: rule.id, number: run.number }, "a rule could not be run");
    }
    const errorCode = error instanceof DomainError ? error.code : "INTERNAL";
    const actions = rule.content.do.map(({ kind }) => ({ kind, errorCode }));
    await transact((tx) => end(tx, run.id, { outcome: "failed", actions, version: rule.version, at: ctx.clock.now() }));
  }
}

/** Two that read the same loads would give the same person both. */
const lockOf = ({ content }: RuleRow): { serializeOn?: string } =>
  content.do.some(({ kind }) => kind === "assign_best") ? { serializeOn: "assign" } : {};

type Ended = Pick<RunRow, "outcome" | "version" | "at"> & { actions: RunAction[] };
const end = async (tx: Tx, id: string, ended: Ended) => {
  await tx.update(ruleRuns).set(ended).where(eq(ruleRuns.id, id));
};

/** The rule acts under a name that tells who stands behind it. */
function asRule({ clock }: Ctx, run: RunRow, rule: RuleRow): Ctx {
  const behind = run.actions.filter(({ errorCode }) => errorCode === BEHIND).map(({ kind }) => kind);
  return { clock, actor: { kind: "system", id: actorIdOf([...behind, rule.id]), name: rule.name } };
}

async function doAll(tx: Tx, ctx: Ctx, number: string, actions: readonly RuleAction[]) {
  const done: { kind: string; changed: boolean }[] = [];
  for (const action of actions) {
    const before = (await findTicket(tx, number)).version;
    await doOne(tx, ctx, number, action);
    const after = (await findTicket(tx, number)).version;
    done.push({ kind: action.kind, changed: action.kind === "notify" || after !== before });
  }
  return done;
}

async function doOne(tx: Tx, ctx: Ctx, number: string, action: RuleAction): Promise<void> {
  const row = { number } as Parameters<typeof actOnTicket>[2];
  switch (action.kind) {
    case "status":
      await actOnTicket(tx, ctx, row, { kind: "update", status: action.status });
      break;
    case "priority":
      await actOnTicket(tx, ctx, row, { kind: "update", priority: action.priority });
      break;
    case "assign":
      await actOnTicket(tx, ctx, row, { kind: "update", assignee: action.assignee });
      break;
    case "assign_best":
      await assignTicket({ ctx: { ...ctx, tx }, input: { number } });
      break;
    case "cause":
      await actOnTicket(tx, ctx, row, { kind: "update", causeCode: action.causeCode });
      break;
    case "queue":
      await actOnTicket(tx, ctx, row, { kind: "update", queue: action.queue });
      break;
    case "add_tags":
      await actOnTicket(tx, ctx, row, { kind: "update", addTags: action.tags });
      break;
    case "remove_tags":
      await actOnTicket(tx, ctx, row, { kind: "update", removeTags: action.tags });
      break;
    case "note":
      await actOnTicket(tx, ctx, row, { kind: "reply", body: action.body, visibility: "internal" });
      break;
    case "macro":
      await applyMacro({
        ctx: { ...ctx, tx },
        input: { number, macro: action.macro, version: (await findTicket(tx, number)).version },
      });
      break;
    case "notify":
      await notifyStaff(tx, ctx, number, action);
      break;
    case "snooze": {
      const until =
        action.minutes === undefined
          ? {}
          : { until: new Date(ctx.clock.now().getTime() + action.minutes * 60 * SECOND_MS).toISOString() };
      await actOnTicket(tx, ctx, row, { kind: "snooze", ...until, ...(action.event && { event: action.event }) });
    }
  }
}

/** Forgets what rules did long ago. @returns how much */
export async function forgetRuns(ctx: Ctx): Promise<number> {
  const before = newId(new Date(ctx.clock.now().getTime() - KEPT_DAYS * DAY_MS));
  return transact(async (tx) => {
    const old = await tx
      .select({ id: ruleRuns.id })
      .from(ruleRuns)
      .where(lt(ruleRuns.id, before))
      .orderBy(asc(ruleRuns.id))
      .limit(MAX_RUNS);
    for (const { id } of old) await tx.delete(ruleRuns).where(eq(ruleRuns.id, id));
    return old.length;
  });
}

export const automationJobs: readonly Job[] = [
  { name: "automation.run", everyMs: SECOND_MS, run: followRules },
  { name: "automation.forget", everyMs: DAY_MS / 4, run: forgetRuns },
];
