import { and, asc, desc, eq, inArray, lt } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { incidentEvents, incidents, tickets } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import { findIncident, LIVE, put, ticketsOf, viewIncident, viewIncidents, write } from "./incident.ts";
import { insertIncident } from "./propose.ts";
import {
  type IncidentListInput,
  type IncidentState,
  type IncidentView,
  incidentListSchema,
  type MoveIncident,
  moveIncidentSchema,
  type NoteIncident,
  type NoticeIncident,
  noteIncidentSchema,
  noticeIncidentSchema,
  type OpenIncident,
  openIncidentSchema,
} from "./schemas.ts";

const MAX_EVENTS = 500;
const MAX_NUMBERS = 1_000;

/** Incidents, newest first. @throws DomainError 403 FORBIDDEN */
export async function listIncidents({ ctx, input }: { ctx: Ctx; input: IncidentListInput }) {
  authorize(ctx, "tickets:read");
  const { state, limit, cursor } = incidentListSchema.parse(input);
  const rows = await db
    .select()
    .from(incidents)
    .where(
      and(
        state === "live" ? inArray(incidents.state, [...LIVE]) : eq(incidents.state, state),
        cursor ? lt(incidents.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(incidents.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const items = await viewIncidents(db, page);
  return { items, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** An incident with the newest of its timeline and the first numbers of its tickets. @throws DomainError 403 FORBIDDEN, 404 INCIDENT_NOT_FOUND */
export async function getIncident({ ctx, input }: { ctx: Ctx; input: { number: string } }) {
  authorize(ctx, "tickets:read");
  const row = await findIncident(db, input.number);
  const newest = await db
    .select()
    .from(incidentEvents)
    .where(eq(incidentEvents.incidentId, row.id))
    .orderBy(desc(incidentEvents.id))
    .limit(MAX_EVENTS);
  const mine = await db
    .select({ number: tickets.number })
    .from(tickets)
    .where(ticketsOf(row))
    .orderBy(asc(tickets.id))
    .limit(MAX_NUMBERS);
  return {
    ...(await viewIncident(db, row)),
    ticketNumbers: mine.map(({ number }) => number),
    events: newest.toReversed().map(viewEvent),
  };
}

/** A line of the timeline as it is shown. */
export const viewEvent = (row: typeof incidentEvents.$inferSelect) => {
  const { id, type, actorKind, actorName, text, count, at } = row;
  return { id, type, by: actorName, system: actorKind === "system", text, count, at: at.toISOString() };
};

/**
 * Opens an incident that a person saw first.
 * @throws DomainError 403 FORBIDDEN, 409 INCIDENT_EXISTS when one of the same cause and channel lives
 */
export async function openIncident({ ctx, input }: { ctx: Ctx; input: OpenIncident }): Promise<IncidentView> {
  authorize(ctx, "incidents:write");
  const { title, causeCode, channel, fromAt } = openIncidentSchema.parse(input);
  try {
    return await transact(async (tx) => {
      const row = await insertIncident(tx, ctx, {
        ...{ title, causeCode, channel, fromAt: new Date(fromAt), seen: 0, usual: 0, state: "open" },
        ...{ openedById: ctx.actor.id, openedByName: ctx.actor.name },
      });
      const { tickets: n } = await viewIncident(tx, { ...row, state: "proposed" });
      await write(tx, ctx, row, {
        type: "opened",
        count: n,
        topic: "incident.opened",
        payload: { byId: ctx.actor.id },
      });
      return viewIncident(tx, row);
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict("INCIDENT_EXISTS", "There is one of this cause and channel already.");
    throw error;
  }
}

/** Where an incident may go. What was dismissed or resolved is over; a mitigated one may flare up again. */
const moves: Record<IncidentState, readonly IncidentState[]> = {
  proposed: ["open", "dismissed"],
  open: ["mitigated", "resolved"],
  mitigated: ["open", "resolved"],
  resolved: [],
  dismissed: [],
};
const lines = { open: "opened", mitigated: "mitigated", resolved: "resolved", dismissed: "dismissed" } as const;

/**
 * Accepts a proposed incident, or says that it is mitigated, resolved or none. Its tickets stay as they are: each ends by itself.
 * @throws DomainError 403 FORBIDDEN, 404 INCIDENT_NOT_FOUND, 409 VERSION_CONFLICT, 409 INCIDENT_STATE
 */
export async function moveIncident({ ctx, input }: { ctx: Ctx; input: MoveIncident }): Promise<IncidentView> {
  authorize(ctx, "incidents:write");
  const { number, version, to } = moveIncidentSchema.parse(input);
  return transact(async (tx) => {
    const row = await findIncident(tx, number);
    if (!moves[row.state].includes(to)) throw conflict("INCIDENT_STATE", `It is ${row.state}: it cannot become ${to}.`);
    const now = ctx.clock.now();
    const over = to === "resolved" || to === "dismissed";
    const again = row.state === "mitigated" && to === "open";
    const changed = await put(
      tx,
      { ...row, version },
      {
        state: to,
        ...(over ? { toAt: now, resolvedAt: now } : {}),
        ...(row.openedById === null && to === "open" ? { openedById: ctx.actor.id, openedByName: ctx.actor.name } : {}),
      },
    );
    const view = await viewIncident(tx, changed);
    // Those of a proposed one have not joined yet.
    const { tickets: n } = row.state === "proposed" ? await viewIncident(tx, row) : view;
    const type = again ? "reopened" : lines[to];
    const topic = again ? "incident.reopened" : `incident.${lines[to]}`;
    await write(tx, ctx, changed, { type, count: n, topic, payload: { byId: ctx.actor.id } });
    return view;
  });
}

/** Writes into the timeline what happened or was found. @throws DomainError 403 FORBIDDEN, 404 INCIDENT_NOT_FOUND */
export async function noteIncident({ ctx, input }: { ctx: Ctx; input: NoteIncident }): Promise<void> {
  authorize(ctx, "incidents:write");
  const { number, text } = noteIncidentSchema.parse(input);
  await transact(async (tx) => {
    const row = await findIncident(tx, number);
    await write(tx, ctx, row, { type: "noted", text, topic: "incident.noted" });
  });
}

/**
 * Says what every customer of the incident is told, those whose tickets join later included: each once, in the language of their
 * ticket. What was said already is not said again in other words.
 * @throws DomainError 403 FORBIDDEN, 404 INCIDENT_NOT_FOUND, 409 VERSION_CONFLICT, 409 INCIDENT_STATE
 */
export async function noticeIncident({ ctx, input }: { ctx: Ctx; input: NoticeIncident }): Promise<IncidentView> {
  authorize(ctx, "incidents:write");
  const { number, version, zh, en } = noticeIncidentSchema.parse(input);
  return transact(async (tx) => {
    const row = await findIncident(tx, number);
    if (row.state !== "open" && row.state !== "mitigated") {
      throw conflict("INCIDENT_STATE", "Customers are told of an incident while it is open.");
    }
    const set = { noticeZh: zh, noticeEn: en, noticedAt: ctx.clock.now() };
    const changed = await put(tx, { ...row, version }, set);
    const view = await viewIncident(tx, changed);
    await write(tx, ctx, changed, {
      type: "noticed",
      text: `${zh}\n${en}`,
      count: view.openTickets,
      topic: "incident.noticed",
    });
    return view;
  });
}
