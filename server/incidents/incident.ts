import { and, count, eq, gte, inArray, isNull, lte, type SQL, sum } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { incidentEvents, incidentNotices, incidents, tickets } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { emit } from "#server/jobs/index.ts";
import { ticketIsOpen } from "#server/tickets/index.ts";
import type { IncidentEventType, IncidentView } from "./schemas.ts";

export type IncidentRow = typeof incidents.$inferSelect;

/** @throws DomainError 404 INCIDENT_NOT_FOUND */
export async function findIncident(reader: Db, number: string): Promise<IncidentRow> {
  const [row] = await reader.select().from(incidents).where(eq(incidents.number, number));
  if (!row) throw notFound("INCIDENT");
  return row;
}

export const subjectOf = ({ number }: Pick<IncidentRow, "number">) => `incident:${number}`;

/** A line of an incident's timeline, with what outside consumers and live screens hear of it. */
export type Line = {
  type: IncidentEventType;
  text?: string | null;
  count?: number | null;
  topic: string;
  payload?: Record<string, unknown>;
};

/** Appends to the timeline, and the audit row and the event with it. */
export async function write(tx: Tx, ctx: Ctx, row: IncidentRow, line: Line): Promise<void> {
  const { type, text = null, count: n = null, topic, payload } = line;
  const { kind: actorKind, id: actorId, name: actorName } = ctx.actor;
  const at = ctx.clock.now();
  const values = { id: newId(), incidentId: row.id, type, actorKind, actorId, actorName, text, count: n, at };
  await tx.insert(incidentEvents).values(values);
  const subject = subjectOf(row);
  await appendAudit(tx, ctx, { action: topic, subject, data: { type, count: n } });
  const { number, title, state } = row;
  const { causeCode: cause, channel } = row;
  const more = {
    number,
    title,
    status: state,
    ...(isNamed(row) ? {} : { cause, channel }),
    ...(n === null ? {} : { count: n }),
    ...payload,
  };
  await emit(tx, ctx.clock, { topic, subject, payload: more });
}

/**
 * Changes an incident under its version.
 * @throws DomainError 409 VERSION_CONFLICT when somebody else changed it in between
 */
export async function put(tx: Tx, row: IncidentRow, set: Partial<IncidentRow>): Promise<IncidentRow> {
  const [changed] = await tx
    .update(incidents)
    .set({ ...set, version: row.version + 1 })
    .where(and(eq(incidents.id, row.id), eq(incidents.version, row.version)))
    .returning();
  if (!changed) throw conflict("VERSION_CONFLICT", "Somebody else changed this incident. Read it again.");
  return changed;
}

/** Open tickets that would belong to an incident and belong to none. */
export const joinable = ({ causeCode, channel, fromAt, toAt }: IncidentRow): SQL | undefined =>
  and(
    ticketIsOpen,
    isNull(tickets.incidentId),
    eq(tickets.causeCode, causeCode as typeof tickets.$inferSelect.causeCode),
    eq(tickets.channel, channel),
    gte(tickets.openedAt, fromAt),
    toAt ? lte(tickets.openedAt, toAt) : undefined,
  );

/** The tickets of an incident; of a proposed one, those that would belong to it. */
export const ticketsOf = (row: IncidentRow): SQL | undefined =>
  row.state === "proposed" ? joinable(row) : eq(tickets.incidentId, row.id);

/** Nobody named what the system proposed: its title is made of channel and cause. Only proposals know how many tickets were seen. */
export const isNamed = ({ seen }: Pick<IncidentRow, "seen">): boolean => seen === 0;

/** An incident with what its list adds up to: each number is counted over the very rows that the list shows. */
export async function viewIncident(reader: Db, row: IncidentRow): Promise<IncidentView> {
  const mine = ticketsOf(row);
  const [all] = await reader
    .select({ n: count(), fen: sum(tickets.amountFen) })
    .from(tickets)
    .where(mine);
  const [open] = await reader.select({ n: count() }).from(tickets).where(and(mine, ticketIsOpen));
  const [told] = await reader
    .select({ n: count() })
    .from(incidentNotices)
    .where(eq(incidentNotices.incidentId, row.id));
  const { id, number, title, causeCode, channel, state, noticeZh, noticeEn, bulkJobId, openedByName, version } = row;
  return {
    ...{ id, number, title, causeCode: causeCode as IncidentView["causeCode"], channel, state, noticeZh, noticeEn },
    ...{ bulkJobId, openedBy: openedByName, version, named: isNamed(row) },
    fromAt: row.fromAt.toISOString(),
    toAt: row.toAt?.toISOString() ?? null,
    ...{ tickets: Number(all?.n ?? 0), openTickets: Number(open?.n ?? 0), amountFen: Number(all?.fen ?? 0) },
    noticed: Number(told?.n ?? 0),
    createdAt: row.createdAt.toISOString(),
  };
}

export const LIVE = ["proposed", "open", "mitigated"] as const;
export const isLive = inArray(incidents.state, [...LIVE]);
