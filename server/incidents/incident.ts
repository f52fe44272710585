import { and, count, eq, gte, inArray, isNull, lte, type SQL, sql } from "drizzle-orm";
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

type Counts = { n: number; open: number; fen: number };
const NONE: Counts = { n: 0, open: 0, fen: 0 };
const counts = {
  n: count(),
  open: sql<number | string>`coalesce(sum(case when ${ticketIsOpen} then 1 else 0 end), 0)`,
  fen: sql<number | string>`coalesce(sum(${tickets.amountFen}), 0)`,
};
const numbersOf = (row: { n: number; open: number | string; fen: number | string } | undefined): Counts =>
  row ? { n: Number(row.n), open: Number(row.open), fen: Number(row.fen) } : NONE;

/** {@link viewIncidents} of one. */
export async function viewIncident(reader: Db, row: IncidentRow): Promise<IncidentView> {
  const [view] = await viewIncidents(reader, [row]);
  if (!view) throw new Error("An incident has a view.");
  return view;
}

/**
 * Incidents with what their lists add up to: each number is counted over the very rows that the list shows. Those that joined are
 * counted in one statement for all incidents; what would belong to a proposed one, of which few live at a time, in one for each.
 */
export async function viewIncidents(reader: Db, rows: readonly IncidentRow[]): Promise<IncidentView[]> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const joined = await reader
    .select({ id: tickets.incidentId, ...counts })
    .from(tickets)
    .where(inArray(tickets.incidentId, ids))
    .groupBy(tickets.incidentId);
  const told = await reader
    .select({ id: incidentNotices.incidentId, n: count() })
    .from(incidentNotices)
    .where(inArray(incidentNotices.incidentId, ids))
    .groupBy(incidentNotices.incidentId);
  const ofId = new Map(joined.map(({ id, ...row }) => [id, numbersOf(row)]));
  const toldOf = new Map(told.map(({ id, n }) => [id, Number(n)]));
  const views: IncidentView[] = [];
  for (const row of rows) {
    const proposed = row.state === "proposed" ? await reader.select(counts).from(tickets).where(ticketsOf(row)) : null;
    views.push(viewOf(row, proposed ? numbersOf(proposed[0]) : (ofId.get(row.id) ?? NONE), toldOf.get(row.id) ?? 0));
  }
  return views;
}

function viewOf(row: IncidentRow, { n, open, fen }: Counts, noticed: number): IncidentView {
  const { id, number, title, causeCode, channel, state, noticeZh, noticeEn, bulkJobId, openedByName, version } = row;
  return {
    ...{ id, number, title, causeCode: causeCode as IncidentView["causeCode"], channel, state, noticeZh, noticeEn },
    ...{ bulkJobId, openedBy: openedByName, version, named: isNamed(row) },
    fromAt: row.fromAt.toISOString(),
    toAt: row.toAt?.toISOString() ?? null,
    ...{ tickets: n, openTickets: open, amountFen: fen, noticed },
    createdAt: row.createdAt.toISOString(),
  };
}

export const LIVE = ["proposed", "open", "mitigated"] as const;
export const isLive = inArray(incidents.state, [...LIVE]);
