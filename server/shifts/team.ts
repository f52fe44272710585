import { and, asc, count, gt, inArray, isNull, lte, max } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { peopleStates, shifts, skills, tickets, user } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { ticketIsOpen } from "#server/tickets/index.ts";
import type { TicketPriority } from "#server/tickets/schemas.ts";
import { type Candidate, loadOf } from "./assign.ts";
import { type Member, USUAL_MAX_OPEN } from "./schemas.ts";

const MAX_TEAM = 500;

export type TeamMember = Candidate & Pick<Member, "name" | "role">;

/** Everybody who can sign in, with their skills, their shift and what they have to do. */
export async function loadTeam(reader: Db, now: Date): Promise<TeamMember[]> {
  const people = await reader
    .select({ id: user.id, name: user.name, role: user.role })
    .from(user)
    .where(isNull(user.disabledAt))
    .orderBy(asc(user.name), asc(user.id))
    .limit(MAX_TEAM);
  const ids = people.map(({ id }) => id);
  if (ids.length === 0) return [];
  const working = new Set(await onShiftIds(reader, now));
  const known = await reader.select().from(skills).where(inArray(skills.personId, ids));
  const states = await reader.select().from(peopleStates).where(inArray(peopleStates.personId, ids));
  const open = await openOf(reader, ids);
  return people.map(({ id, name, role }) => {
    const state = states.find(({ personId }) => personId === id);
    const mine = open.get(id) ?? { counts: {}, last: null };
    return {
      ...{ id, name, role: role as Member["role"] },
      onShift: working.has(id),
      state: state?.state ?? "on",
      maxOpen: state?.maxOpen ?? USUAL_MAX_OPEN,
      skills: Object.fromEntries(known.filter((one) => one.personId === id).map(({ queue, level }) => [queue, level])),
      open: Object.values(mine.counts).reduce((sum, n) => sum + n, 0),
      load: loadOf(mine.counts),
      lastBusyAt: mine.last,
    };
  });
}

/** Who is on shift at a moment: all of them, or those who do the work of one queue. */
export async function onShiftIds(reader: Db, now: Date, queue?: string): Promise<string[]> {
  const rows = await reader
    .selectDistinct({ id: shifts.personId })
    .from(shifts)
    .where(and(gt(shifts.toAt, now), lte(shifts.fromAt, now)))
    .limit(MAX_TEAM);
  const ids = rows.map(({ id }) => id);
  if (queue === undefined || ids.length === 0) return ids;
  const known = await reader.select().from(skills).where(inArray(skills.personId, ids));
  // Who has no skills at all does every queue's work.
  return ids.filter((id) => {
    const own = known.filter(({ personId }) => personId === id);
    return own.length === 0 || own.some((one) => one.queue === queue);
  });
}

type Open = { counts: Partial<Record<TicketPriority, number>>; last: Date | null };

/** What is open, by whose it is: off the index of open tickets, which is as large as the work that is open. */
async function openOf(reader: Db, ids: string[]): Promise<Map<string, Open>> {
  const found = new Map<string, Open>();
  const rows = await reader
    .select({ id: tickets.assigneeId, priority: tickets.priority, n: count(), last: max(tickets.updatedAt) })
    .from(tickets)
    .where(and(ticketIsOpen, inArray(tickets.assigneeId, ids)))
    .groupBy(tickets.assigneeId, tickets.priority);
  for (const { id, priority, n, last } of rows) {
    if (id === null) continue;
    const before = found.get(id) ?? { counts: {}, last: null };
    const later = before.last === null || (last !== null && last > before.last) ? last : before.last;
    found.set(id, { counts: { ...before.counts, [priority]: Number(n) }, last: later });
  }
  return found;
}

/** The team as it is now. @throws DomainError 403 FORBIDDEN */
export async function listTeam(args: { ctx: Ctx }): Promise<{ team: Member[] }> {
  const ctx = authorize(args.ctx, "tickets:read");
  const team = await loadTeam(ctx.tx ?? db, ctx.clock.now());
  return {
    team: team.map(({ lastBusyAt: _, skills: known, ...member }) => ({
      ...member,
      skills: Object.entries(known).map(([queue, level]) => ({ queue, level })),
    })),
  };
}
