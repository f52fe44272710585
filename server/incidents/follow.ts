import { and, asc, eq, inArray, isNotNull, notExists } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { incidentNotices, incidents, tickets } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { emit } from "#server/jobs/index.ts";
import { findTicket, tellTicket, ticketIsOpen } from "#server/tickets/index.ts";
import { type IncidentRow, joinable, subjectOf, write } from "./incident.ts";

const AT_ONCE = 200;

/** Lets tickets into the open incidents that they belong to, and tells their customers where there is something to tell. */
export async function followIncidents(ctx: Ctx): Promise<number> {
  const live = await db
    .select()
    .from(incidents)
    .where(inArray(incidents.state, ["open", "mitigated"]))
    .orderBy(asc(incidents.id))
    .limit(50);
  let done = 0;
  for (const incident of live) done += (await join(ctx, incident)) + (await tellCustomers(ctx, incident));
  return done;
}

/** Each ticket in a transaction of its own: one that somebody changes right now is met at the next look. */
async function join(ctx: Ctx, incident: IncidentRow): Promise<number> {
  const rows = await db
    .select({ number: tickets.number })
    .from(tickets)
    .where(joinable(incident))
    .orderBy(asc(tickets.id))
    .limit(AT_ONCE);
  let joined = 0;
  for (const { number } of rows) {
    const work = transact(async (tx) => {
      const ticket = await findTicket(tx, number);
      if (ticket.incidentId !== null) return false;
      const step = { type: "incident_joined", before: null, after: incident.number };
      await tellTicket(tx, ctx, ticket, { step, incidentId: incident.id });
      return true;
    });
    if (await settled(work, number)) joined++;
  }
  if (joined > 0) {
    const line = { type: "tickets_joined" as const, count: joined, topic: "incident.joined" };
    await transact((tx) => write(tx, ctx, incident, line));
  }
  return joined;
}

async function tellCustomers(ctx: Ctx, incident: IncidentRow): Promise<number> {
  const { id, noticeZh, noticeEn } = incident;
  if (noticeZh === null || noticeEn === null) return 0;
  const told = db
    .select({ id: incidentNotices.ticketId })
    .from(incidentNotices)
    .where(and(eq(incidentNotices.incidentId, id), eq(incidentNotices.ticketId, tickets.id)));
  const rows = await db
    .select({ number: tickets.number })
    .from(tickets)
    .where(and(eq(tickets.incidentId, id), ticketIsOpen, isNotNull(tickets.incidentId), notExists(told)))
    .orderBy(asc(tickets.id))
    .limit(AT_ONCE);
  let done = 0;
  for (const { number } of rows) {
    const work = transact(async (tx) => {
      const ticket = await findTicket(tx, number);
      const once = { incidentId: id, ticketId: ticket.id, toldAt: ctx.clock.now() };
      const [fresh] = await tx.insert(incidentNotices).values(once).onConflictDoNothing().returning();
      if (!fresh) return false;
      const message = ticket.locale === "en" ? noticeEn : noticeZh;
      const step = { type: "incident_noticed", before: null, after: incident.number };
      await tellTicket(tx, ctx, ticket, { step, message });
      const { customerId, orderNo } = ticket;
      const payload = { customerId, number, orderNo, incident: incident.number };
      await emit(tx, ctx.clock, { topic: "incident.told", subject: subjectOf(incident), payload });
      return true;
    });
    if (await settled(work, number)) done++;
  }
  return done;
}

async function settled(work: Promise<boolean>, number: string): Promise<boolean> {
  try {
    return await work;
  } catch (error) {
    logger.warn({ err: error, ticket: number }, "a ticket could not follow its incident yet");
    return false;
  }
}
