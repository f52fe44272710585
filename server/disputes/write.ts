import { and, eq, inArray, ne } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { gatewayCases } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { emit } from "#server/jobs/outbox.ts";
import { mayMoveCase } from "./rules.ts";
import type { CaseState } from "./schemas.ts";
import type { CaseRow } from "./view.ts";

/** The steps that the verbs and jobs of a case are made of. All work in the caller's transaction. */

export const unansweredStates: CaseState[] = ["open", "escalated"];

/** What keeps two clicks, and a click and a job, from deciding one order's cases at the same time. */
export const caseLock = (orderNo: string) => `case:${orderNo}`;

/** @throws DomainError 404 CASE_NOT_FOUND */
export async function findCase(reader: Db, id: string): Promise<CaseRow> {
  const [row] = await reader.select().from(gatewayCases).where(eq(gatewayCases.id, id));
  if (!row) throw notFound("CASE");
  return row;
}

/**
 * Moves a case on and tells of it.
 * @param more what its event says besides
 * @returns the case as it is now
 * @throws DomainError 409 CASE_STATE when it is past that, or somebody else was first
 */
export async function moveCase(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  to: CaseState,
  set: Partial<Omit<CaseRow, "id" | "state">>,
  more: Record<string, unknown> = {},
): Promise<CaseRow> {
  const past = () =>
    conflict("CASE_STATE", `A case that is ${row.state} cannot become ${to}.`, { details: { state: row.state } });
  if (!mayMoveCase(row.state, to)) throw past();
  const [moved] = await tx
    .update(gatewayCases)
    .set({ ...set, state: to })
    .where(and(eq(gatewayCases.id, row.id), eq(gatewayCases.state, row.state)))
    .returning();
  if (!moved) throw past();
  await tellCase(tx, ctx, moved, to, more);
  return moved;
}

/** The audit row and the event of something about a case. The answer's text stays out of both. */
export async function tellCase(tx: Tx, ctx: Ctx, row: CaseRow, what: string, more: Record<string, unknown> = {}) {
  const { id, orderNo, ticketNumber, channel, outTradeNo, state } = row;
  const topic = `case.${what}`;
  await appendAudit(tx, ctx, { action: topic, subject: `case:${id}`, data: { orderNo, ticketNumber, channel, state } });
  await emit(tx, ctx.clock, {
    topic,
    subject: `case:${id}`,
    payload: { id, orderNo, ticketNumber, number: ticketNumber, outTradeNo, state, ...more },
  });
}

/** True when the ticket waits for the answer to another case. */
export async function waitsForAnother(tx: Tx, row: CaseRow): Promise<boolean> {
  if (row.ticketNumber === null) return false;
  const [other] = await tx
    .select({ id: gatewayCases.id })
    .from(gatewayCases)
    .where(
      and(
        eq(gatewayCases.ticketNumber, row.ticketNumber),
        inArray(gatewayCases.state, unansweredStates),
        ne(gatewayCases.id, row.id),
      ),
    )
    .limit(1);
  return other !== undefined;
}
