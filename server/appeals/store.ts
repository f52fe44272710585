import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { appealEvidence, appeals, slaTargets } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Actor, Ctx } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { emit } from "#server/jobs/index.ts";
import { followText } from "./follow-text.ts";
import { type AppealPerson, openAppealStates } from "./schemas.ts";

/** The steps that the verbs and jobs of an appeal are made of. All work in the caller's transaction. */

export type AppealRow = typeof appeals.$inferSelect;
export type EvidenceRow = typeof appealEvidence.$inferSelect;
export type ClockRow = typeof slaTargets.$inferSelect;

export const isOpenAppeal = (row: Pick<AppealRow, "state">): boolean =>
  (openAppealStates as readonly string[]).includes(row.state);

/** @throws DomainError 404 APPEAL_NOT_FOUND */
export async function findAppeal(reader: Db, id: string): Promise<AppealRow> {
  const [row] = await reader.select().from(appeals).where(eq(appeals.id, id));
  if (!row) throw notFound("APPEAL");
  return row;
}

/** The open appeal about an order or account. */
export async function openAppealAbout(reader: Db, subject: string): Promise<AppealRow | undefined> {
  const [row] = await reader
    .select()
    .from(appeals)
    .where(and(eq(appeals.subject, subject), inArray(appeals.state, [...openAppealStates])));
  return row;
}

/** Everything that was given for an appeal, oldest first. */
export async function evidenceOf(reader: Db, appealId: string): Promise<EvidenceRow[]> {
  return reader
    .select()
    .from(appealEvidence)
    .where(eq(appealEvidence.appealId, appealId))
    .orderBy(asc(appealEvidence.id));
}

/** What was given in a run whose appeal is not sent yet. */
export async function draftsOf(reader: Db, diagnosisId: string): Promise<EvidenceRow[]> {
  return reader
    .select()
    .from(appealEvidence)
    .where(and(eq(appealEvidence.diagnosisId, diagnosisId), isNull(appealEvidence.appealId)))
    .orderBy(appealEvidence.id);
}

/** The clock of the appeal's present round. */
export async function clockOf(reader: Db, row: Pick<AppealRow, "clockId">): Promise<ClockRow | undefined> {
  if (row.clockId === null) return undefined;
  const [clock] = await reader.select().from(slaTargets).where(eq(slaTargets.id, row.clockId));
  return clock;
}

/**
 * Changes an appeal.
 * @param row as it was read in this transaction
 * @throws DomainError 409 VERSION_CONFLICT when somebody else was first
 */
export async function changeAppeal(
  tx: Tx,
  row: AppealRow,
  set: Partial<Omit<AppealRow, "id" | "version">>,
): Promise<AppealRow> {
  const [changed] = await tx
    .update(appeals)
    .set({ ...set, version: row.version + 1 })
    .where(and(eq(appeals.id, row.id), eq(appeals.version, row.version)))
    .returning();
  if (!changed) throw conflict("VERSION_CONFLICT", "Somebody else changed this appeal. Read it again.");
  return changed;
}

/** The audit row and the event of something about an appeal. What was written or given stays out of both. */
export async function tellAppeal(
  tx: Tx,
  ctx: Ctx,
  row: AppealRow,
  what: { action: string; topic?: "opened" | "progress" | "passed" | "denied"; data?: Record<string, unknown> },
): Promise<void> {
  const { id, orderNo, customerId, ticketNumber, state, round } = row;
  await appendAudit(tx, ctx, {
    action: `appeal.${what.action}`,
    subject: `appeal:${id}`,
    data: { orderNo, ticketNumber, state, round, ...what.data },
  });
  const clock = await clockOf(tx, row);
  const dueAt = clock && clock.outcome === null && !clock.pausedAt ? { dueAt: clock.dueAt.toISOString() } : {};
  const ended = what.topic === "passed" || what.topic === "denied";
  await emit(tx, ctx.clock, {
    topic: `appeal.${what.topic ?? "progress"}`,
    subject: `appeal:${id}`,
    payload: {
      ...{ customerId, orderNo, appealId: id, action: what.action, ticketNumber, ...dueAt },
      ...(ended ? { follows: followText(row) } : {}),
    },
  });
}

export const personOf = ({ kind, id, name }: Actor): AppealPerson => ({ kind, id, name });
export const isPerson = (actor: Actor, person: AppealPerson | null | undefined): boolean =>
  person !== null && person !== undefined && person.kind === actor.kind && person.id === actor.id;
