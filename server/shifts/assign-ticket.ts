import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { settings, tickets } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { SECOND_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import type { Job } from "#server/jobs/index.ts";
import { findTicket, type TicketRow, ticketIsOpen, updateTicket } from "#server/tickets/index.ts";
import { pickAssignee } from "./assign.ts";
import { type AssignmentSettings, assignmentSettingsSchema } from "./schemas.ts";
import { loadTeam, type TeamMember } from "./team.ts";

const KEY = "shifts.assignment";
const AT_ONCE = 50;
/** One at a time: two that read the same loads would give the same person both. */
const LOCK = { serializeOn: "assign" } as const;

/** Whether unassigned tickets go to somebody by themselves. @throws DomainError 403 FORBIDDEN */
export async function getAssignment(args: { ctx: Ctx }): Promise<AssignmentSettings> {
  const ctx = authorize(args.ctx, "tickets:read");
  const [row] = await (ctx.tx ?? db).select({ value: settings.value }).from(settings).where(eq(settings.key, KEY));
  return assignmentSettingsSchema.parse(row?.value ?? {});
}

/** @throws DomainError 403 FORBIDDEN; ZodError on bad input */
export async function saveAssignment(args: { ctx: Ctx; input: AssignmentSettings }): Promise<AssignmentSettings> {
  const ctx = authorize(args.ctx, "desk:manage");
  const value = assignmentSettingsSchema.parse(args.input);
  const write = async (tx: Tx) => {
    const row = { key: KEY, value, updatedAt: ctx.clock.now() };
    await tx
      .insert(settings)
      .values({ ...row, version: 1 })
      .onConflictDoUpdate({ target: settings.key, set: { ...row, version: sql`${settings.version} + 1` } });
    await appendAudit(tx, ctx, { action: "shift.assignment_saved", subject: `settings:${KEY}`, data: value });
    return value;
  };
  return ctx.tx ? write(ctx.tx) : transact(write);
}

/**
 * Gives a ticket to whoever is on shift, knows its queue, has room and has the least to do.
 * @returns the ticket's number and new version, and who has it
 * @throws DomainError 403 FORBIDDEN, 404 TICKET_NOT_FOUND, 409 NOBODY_TO_ASSIGN
 */
export async function assignTicket(args: { ctx: Ctx; input: { number: string } }) {
  const ctx = authorize(args.ctx, "tickets:write");
  const number = z.string().min(1).max(40).parse(args.input.number);
  const work = async (tx: Tx) => {
    const ticket = await findTicket(tx, number);
    const team = await loadTeam(tx, ctx.clock.now());
    // Whoever has it is asked for somebody else.
    const person = pickAssignee(
      team.filter(({ id }) => id !== ticket.assigneeId),
      ticket.queue,
    );
    if (!person) throw conflict("NOBODY_TO_ASSIGN", "Nobody on shift knows this queue and has room.");
    return give(tx, ctx, ticket, person);
  };
  return ctx.tx ? work(ctx.tx) : transact(work, LOCK);
}

async function give(tx: Tx, ctx: Ctx, { number, version }: TicketRow, { id, name }: TeamMember) {
  const done = await updateTicket({ ctx: { ...ctx, tx }, input: { number, assignee: id, version } });
  return { ...done, assignee: { id, name } };
}

/**
 * Gives unassigned tickets away, the most pressing first, while there is somebody for them. One that cannot be given stops no other:
 * those of other queues may have somebody.
 * @returns how many were given
 */
export async function assignWaiting(ctx: Ctx): Promise<number> {
  if (!(await getAssignment({ ctx })).automatic) return 0;
  const waiting = and(ticketIsOpen, isNull(tickets.assigneeId));
  const rows = await db
    .select({ number: tickets.number, asleep: tickets.asleep })
    .from(tickets)
    .where(waiting)
    .orderBy(asc(tickets.nextDueAt), asc(tickets.id))
    .limit(AT_ONCE);
  let given = 0;
  for (const { number, asleep } of rows) {
    if (asleep) continue;
    try {
      given += await transact(async (tx) => {
        const ticket = await findTicket(tx, number);
        const person = ticket.assigneeId === null && pickAssignee(await loadTeam(tx, ctx.clock.now()), ticket.queue);
        if (!person) return 0;
        await give(tx, ctx, ticket, person);
        return 1;
      }, LOCK);
    } catch (error) {
      logger.error({ err: error, ticket: number }, "a ticket could not be given to anybody yet");
    }
  }
  return given;
}

export const shiftJobs: readonly Job[] = [{ name: "shifts.assign", everyMs: 5 * SECOND_MS, run: assignWaiting }];
