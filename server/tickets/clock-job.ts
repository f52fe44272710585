import { and, asc, eq, lt, lte, type SQL, sql } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { slaTargets, tickets } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import type { Job } from "#server/jobs/index.ts";
import { emit } from "#server/jobs/outbox.ts";
import type { TicketRow } from "./access.ts";
import { AT_RISK_MS, derivedOf, STUCK_LONG_MS } from "./derived.ts";
import { ticketIsOpen } from "./open-tickets.ts";
import { flipTicket, recordSteps } from "./write.ts";

const AT_ONCE = 200;
type TargetRow = typeof slaTargets.$inferSelect;

// Named as their indexes name them, so that nothing else is looked at.
const runs = sql`outcome is null and paused_at is null`;
const unwarned = sql`outcome is null and warned_at is null and paused_at is null`;
const unbreached = sql`outcome is null and breached_at is null and paused_at is null`;
const unescalated = sql`outcome is null and breached_at is not null and escalated_at is null and paused_at is null`;

export type ClockReport = { flipped: number; warned: number; breached: number; escalated: number };

/**
 * Passes on what time alone did: tickets that came at risk or are late, money that is stuck for a day, the warning of each promise,
 * its breach, and the way to the lead. Each happens once and carries the moment at which it fell due, however late the job comes by.
 * One that fails is tried at the next turn and stops no other.
 */
export async function runClocks(ctx: Ctx): Promise<ClockReport> {
  const now = ctx.clock.now();
  const riskFrom = new Date(now.getTime() + AT_RISK_MS);
  const stuckUntil = new Date(now.getTime() - STUCK_LONG_MS);
  const ageing = sql`${tickets.moneyStuck} and ${tickets.rank} > 0`;
  const late = (state: "ok" | "at_risk", before: SQL) => and(ticketIsOpen, eq(tickets.dueState, state), before);
  return {
    flipped:
      (await eachTicket(ctx, late("ok", lte(tickets.nextDueAt, riskFrom)), tickets.nextDueAt)) +
      (await eachTicket(ctx, late("at_risk", lt(tickets.nextDueAt, now)), tickets.nextDueAt)) +
      (await eachTicket(ctx, and(ticketIsOpen, ageing, lte(tickets.stuckSince, stuckUntil)), tickets.stuckSince)),
    warned: await eachTarget(ctx, and(unwarned, lte(slaTargets.warnAt, now)), slaTargets.warnAt, warn),
    breached: await eachTarget(ctx, and(unbreached, lt(slaTargets.dueAt, now)), slaTargets.dueAt, breach),
    escalated: await eachTarget(
      ctx,
      and(unescalated, lte(slaTargets.escalateAt, now)),
      slaTargets.escalateAt,
      escalate,
    ),
  };
}

async function eachTicket(
  ctx: Ctx,
  due: SQL | undefined,
  by: typeof tickets.nextDueAt | typeof tickets.stuckSince,
): Promise<number> {
  const rows = await db
    .select({ id: tickets.id })
    .from(tickets)
    .where(due)
    .orderBy(asc(by), asc(tickets.id))
    .limit(AT_ONCE);
  return each(rows, async (tx, id) => {
    const [ticket] = await tx
      .select()
      .from(tickets)
      .where(and(eq(tickets.id, id), due));
    return ticket ? flip(tx, ctx, ticket) : false;
  });
}

/** Brings what lists sort by up to the time, and lets those who look at them see it. */
async function flip(tx: Tx, ctx: Ctx, ticket: TicketRow): Promise<boolean> {
  // That a ticket woke is written, and told, by whoever wakes it (`snooze/follow.ts`).
  const { asleep: _, ...state } = derivedOf(ticket, ctx.clock.now());
  const row = await flipTicket(tx, ticket, state);
  if (!row) return false;
  const { number, dueState, rank } = row;
  await emit(tx, ctx.clock, { topic: "sla.due", subject: `ticket:${number}`, payload: { number, dueState, rank } });
  return true;
}

type Pass = (tx: Tx, ctx: Ctx, target: TargetRow, ticket: TicketRow) => Promise<void>;

async function eachTarget(
  ctx: Ctx,
  due: SQL | undefined,
  by: typeof slaTargets.warnAt | typeof slaTargets.dueAt,
  pass: Pass,
): Promise<number> {
  const rows = await db
    .select({ id: slaTargets.id })
    .from(slaTargets)
    .where(due)
    .orderBy(asc(by), asc(slaTargets.id))
    .limit(AT_ONCE);
  return each(rows, async (tx, id) => {
    const [target] = await tx
      .select()
      .from(slaTargets)
      .where(and(eq(slaTargets.id, id), due));
    if (!target) return false;
    const [ticket] = await tx.select().from(tickets).where(eq(tickets.id, target.ticketId));
    if (ticket) await pass(tx, ctx, target, ticket);
    return ticket !== undefined;
  });
}

async function each(rows: { id: string }[], take: (tx: Tx, id: string) => Promise<boolean>): Promise<number> {
  let done = 0;
  for (const { id } of rows) {
    try {
      if (await transact((tx) => take(tx, id))) done++;
    } catch (error) {
      logger.error({ err: error, id }, "a clock could not be passed on yet");
    }
  }
  return done;
}

async function warn(tx: Tx, ctx: Ctx, target: TargetRow, ticket: TicketRow): Promise<void> {
  await mark(tx, target, { warnedAt: target.warnAt });
  // What is late by now is told as that.
  if (target.dueAt.getTime() >= ctx.clock.now().getTime()) await tell(tx, ctx, "sla.warned", target, ticket);
}

async function breach(tx: Tx, ctx: Ctx, target: TargetRow, ticket: TicketRow): Promise<void> {
  await mark(tx, target, { breachedAt: target.dueAt });
  // The cases of the fast lane tell of themselves.
  if (target.metric === "gateway_answer") return;
  const { metric, dueAt } = target;
  await recordSteps(tx, ctx, ticket.id, [{ type: "sla_breached", after: { metric, dueAt: dueAt.toISOString() } }]);
  await tell(tx, ctx, "sla.breached", target, ticket);
}

/** To the lead: late for so long that somebody else has to look. The ticket says so from the first of them on. */
async function escalate(tx: Tx, ctx: Ctx, target: TargetRow, ticket: TicketRow): Promise<void> {
  await mark(tx, target, { escalatedAt: target.escalateAt });
  const { metric, escalateAt } = target;
  await recordSteps(tx, ctx, ticket.id, [{ type: "sla_escalated", after: { metric, at: escalateAt?.toISOString() } }]);
  if (ticket.escalatedAt === null) await flipTicket(tx, ticket, { escalatedAt: escalateAt });
  await tell(tx, ctx, "sla.escalated", target, ticket);
}

const mark = (tx: Tx, target: TargetRow, set: Partial<TargetRow>) =>
  tx
    .update(slaTargets)
    .set(set)
    .where(and(eq(slaTargets.id, target.id), runs));

/** The audit row and the event. Whom it concerns on the desk stands in it; the customer does not. */
async function tell(tx: Tx, ctx: Ctx, topic: string, target: TargetRow, ticket: TicketRow): Promise<void> {
  const { metric, dueAt } = target;
  const { number, assigneeId, queue, priority } = ticket;
  const subject = `ticket:${number}`;
  const data = { metric, dueAt: dueAt.toISOString() };
  await appendAudit(tx, ctx, { action: topic, subject, data });
  await emit(tx, ctx.clock, { topic, subject, payload: { number, assigneeId, queue, priority, ...data } });
}

export const clockJobs: readonly Job[] = [{ name: "sla.clock", everyMs: SECOND_MS, run: runClocks }];
