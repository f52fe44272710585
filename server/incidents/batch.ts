import { and, asc, count, eq, inArray, isNotNull, notExists } from "drizzle-orm";
import type { z } from "zod";
import { db, transact } from "#db/client.ts";
import { incidents, tickets, topups } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, DomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { decideOrderTopup, startBulk, ticketIsOpen } from "#server/tickets/index.ts";
import { findIncident, write } from "./incident.ts";
import { approveManySchema, batchSchema, MAX_BATCH } from "./schemas.ts";

/** A top-up that is asked for, made, or may have been: the order needs no other. */
const UNDER_WAY = ["pending_approval", "executing", "unknown", "succeeded"] as const;

/**
 * Begins one piece of work on the open tickets of an incident that have an order for which nobody has asked yet: each order is asked for by the ordinary request,
 * with its gate, and where that wants a second person it waits for one. One at a time.
 * @returns the work's id, how many tickets it is of, and how many are left for a next one, as one holds a thousand at most
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 404 INCIDENT_NOT_FOUND, 409 INCIDENT_STATE, 422 NOTHING_TO_DO
 */
export async function startIncidentBatch({ ctx, input }: { ctx: Ctx; input: z.input<typeof batchSchema> }) {
  authorize(ctx, "incidents:write");
  const { number, reasonCode, note } = batchSchema.parse(input);
  return transact(async (tx) => {
    const row = await findIncident(tx, number);
    if (row.state !== "open" && row.state !== "mitigated") throw conflict("INCIDENT_STATE", "It is not open.");
    const asked = tx
      .select({ id: topups.id })
      .from(topups)
      .where(and(eq(topups.orderNo, tickets.orderNo), inArray(topups.state, UNDER_WAY)));
    const waiting = and(eq(tickets.incidentId, row.id), ticketIsOpen, isNotNull(tickets.orderNo), notExists(asked));
    const mine = await tx
      .select({ number: tickets.number })
      .from(tickets)
      .where(waiting)
      .orderBy(asc(tickets.id))
      .limit(MAX_BATCH);
    if (mine.length === 0) throw conflict("NOTHING_TO_DO", "No open ticket of it has an order that waits for one.");
    const [all] = await tx.select({ n: count() }).from(tickets).where(waiting);
    const action = { kind: "topup" as const, reasonCode, ...(note ? { note } : {}) };
    const work = await startBulk({ ctx: { ...ctx, tx }, input: { tickets: mine.map((each) => each.number), action } });
    await tx.update(incidents).set({ bulkJobId: work.id }).where(eq(incidents.id, row.id));
    const payload = { bulkId: work.id, byId: ctx.actor.id };
    await write(tx, ctx, row, {
      type: "batch_started",
      count: work.total,
      topic: "incident.batch_started",
      payload,
    });
    return { ...work, left: Number(all?.n ?? 0) - mine.length };
  });
}

/** What waits for a second person among an incident's orders, with what it was judged by. @throws DomainError 403 FORBIDDEN, 404 INCIDENT_NOT_FOUND */
export async function incidentApprovals({ ctx, input }: { ctx: Ctx; input: { number: string } }) {
  authorize(ctx, "topups:approve");
  const row = await findIncident(db, input.number);
  const mine = db.select({ orderNo: tickets.orderNo }).from(tickets).where(eq(tickets.incidentId, row.id));
  const items = await db
    .select({
      ...{ id: topups.id, orderNo: topups.orderNo, amountFen: topups.amountFen, factsHash: topups.factsHash },
      requestedBy: topups.requestedByName,
    })
    .from(topups)
    .where(and(eq(topups.state, "pending_approval"), inArray(topups.orderNo, mine)))
    .orderBy(asc(topups.id))
    .limit(MAX_BATCH);
  return { items, totalFen: items.reduce((sum, { amountFen }) => sum + amountFen, 0) };
}

/**
 * Approves many top-ups of an incident as their second person, each by the ordinary approval with its own facts: who asked for one
 * cannot approve it, and what changed since is refused.
 * @returns a result for each, in the order given
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED
 */
export async function approveMany({ ctx, input }: { ctx: Ctx; input: z.input<typeof approveManySchema> }) {
  authorize(ctx, "topups:approve");
  const { items } = approveManySchema.parse(input);
  const results: { id: string; state: "approved" | "failed"; errorCode: string | null }[] = [];
  for (const { id, factsHash } of items) {
    try {
      await decideOrderTopup({ ctx, input: { id, decision: "approve", factsHash } });
      results.push({ id, state: "approved", errorCode: null });
    } catch (error) {
      if (!(error instanceof DomainError)) logger.error({ err: error, topup: id }, "one approval of many failed");
      results.push({ id, state: "failed", errorCode: error instanceof DomainError ? error.code : "INTERNAL" });
    }
  }
  return { items: results };
}
