import { and, eq, inArray, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { slaTargets, ticketLinks, tickets } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { findTicket, type TicketRow } from "../access.ts";
import { words } from "../copy.ts";
import { orderFields } from "../order-fields.ts";
import { isOpen } from "../rules.ts";
import type { SlaMetric, TicketStatus } from "../schemas.ts";
import { orderHasOpenTicket } from "../update-ticket.ts";
import { addSystemMessage, announce, changeTicket, recordSteps, type TicketStep } from "../write.ts";
import { requireVersion } from "./conflict.ts";
import { ticketById } from "./link-tickets.ts";
import { sameCustomer } from "./merged.ts";
import { mergeTicketSchema } from "./schemas.ts";

const mergeSchema = mergeTicketSchema.extend({ number: z.string().min(1).max(40) });
const unmergeSchema = z.object({ number: z.string().min(1).max(40), version: z.number().int().min(1) });

/**
 * Joins a ticket to another, which goes on with both conversations. Nothing is moved: the evidence of a message names the ticket it
 * was written in, so the two are read as one from now on, and can be parted again.
 * @param input `version` of the ticket that ends with it
 * @returns its number and version
 * @throws DomainError 404 TICKET_NOT_FOUND; 409 VERSION_CONFLICT, ALREADY_MERGED; 422 MERGE_INTO_ITSELF, MERGE_ENDED where one of
 * them is not open, MERGE_CHAIN where one is joined already, MERGE_OF_OTHERS where they are known to be two customers'
 */
export async function mergeTicket({ ctx, input }: { ctx: Ctx; input: z.input<typeof mergeSchema> }) {
  const granted = authorize(ctx, "tickets:write");
  const call = mergeSchema.parse(input);
  const work = async (tx: Tx) => {
    const source = await findTicket(tx, call.number);
    const target = await findTicket(tx, call.into);
    await requireVersion(tx, source, call.version, ctx);
    await requireMergeable(tx, source, target);
    const at = ctx.clock.now();
    const from = and(eq(ticketLinks.fromId, source.id), eq(ticketLinks.kind, "merged"), isNull(ticketLinks.removedAt));
    await tx.update(ticketLinks).set({ removedAt: at }).where(from);
    await tx.insert(ticketLinks).values({
      ...{ id: newId(), fromId: source.id, toId: target.id, kind: "merged", before: asItWas(source) },
      ...{ byId: ctx.actor.id, byName: ctx.actor.name, at, removedAt: null },
    });
    const shown = sameCustomer(source, target) ? target.number : null;
    await addSystemMessage(tx, ctx, source, words(source.locale).merged(shown));
    const row = await changeTicket(tx, granted, source, {
      set: { status: "closed", closedAt: at, mergedInto: target.id, snoozeUntil: null, snoozeEvent: null },
      sla: [{ type: "status", from: source.status, to: "closed" }],
      steps: [{ type: "merged", before: { status: source.status }, after: { status: "closed", into: target.number } }],
      topic: "ticket.merged",
      payload: { into: target.number },
      told: true,
    });
    await tellTarget(tx, granted, target, { type: "took_over", after: { number: source.number } });
    return { number: row.number, version: row.version, into: target.number };
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}

const asItWas = ({ status, snoozeUntil, snoozeEvent }: TicketRow) => ({
  status,
  ...(snoozeUntil && { snoozeUntil: snoozeUntil.toISOString(), snoozeEvent }),
});

async function requireMergeable(tx: Tx, source: TicketRow, target: TicketRow): Promise<void> {
  if (source.id === target.id) throw invalid("MERGE_INTO_ITSELF", "A ticket cannot be joined to itself.");
  if (source.mergedInto !== null) throw conflict("ALREADY_MERGED", "This ticket is joined to another already.");
  if (!isOpen(source.status) || !isOpen(target.status)) throw invalid("MERGE_ENDED", "Both tickets have to be open.");
  const [held] = await tx
    .select({ id: tickets.id })
    .from(tickets)
    .where(and(eq(tickets.mergedInto, source.id), ne(tickets.id, source.id)))
    .limit(1);
  if (held) throw invalid("MERGE_CHAIN", "Others are joined to this ticket: join those to the other one instead.");
  const known = source.customerId !== null && target.customerId !== null;
  if (known && source.customerId !== target.customerId) {
    throw invalid("MERGE_OF_OTHERS", "These are tickets of two customers. Link them instead.");
  }
}

/**
 * Parts a ticket from the one that it was joined to: it is what it was before, asleep if it was and its time is still to come. The
 * promises that the merge took away and that still have an object begin anew: an answer while nobody gave one, a check while the
 * money is neither credited nor back. A review has the clock that its appeal names, and none besides.
 * @returns its number and version
 * @throws DomainError 404 TICKET_NOT_FOUND; 409 VERSION_CONFLICT, NOT_MERGED, ORDER_HAS_OPEN_TICKET
 */
export async function unmergeTicket({ ctx, input }: { ctx: Ctx; input: z.input<typeof unmergeSchema> }) {
  const granted = authorize(ctx, "tickets:write");
  const call = unmergeSchema.parse(input);
  const work = async (tx: Tx) => {
    const source = await findTicket(tx, call.number);
    await requireVersion(tx, source, call.version, ctx);
    if (source.mergedInto === null) throw conflict("NOT_MERGED", "This ticket is joined to no other.");
    const from = and(eq(ticketLinks.fromId, source.id), eq(ticketLinks.kind, "merged"), isNull(ticketLinks.removedAt));
    const [link] = await tx.select().from(ticketLinks).where(from);
    await tx.update(ticketLinks).set({ removedAt: ctx.clock.now() }).where(from);
    const status = (link?.before?.status ?? "open") as TicketStatus;
    const target = await ticketById(tx, source.mergedInto);
    const row = await changeTicket(tx, granted, source, {
      set: { status, closedAt: null, mergedInto: null, ...sleepOf(link?.before ?? null, ctx.clock.now()) },
      sla: [
        { type: "status", from: source.status, to: status },
        { type: "parted", owed: await stillOwed(tx, source) },
      ],
      steps: [{ type: "parted", before: { status: source.status, into: target.number }, after: { status } }],
      topic: "ticket.parted",
      payload: { from: target.number },
      told: true,
    });
    await addSystemMessage(tx, ctx, row, words(row.locale).parted);
    await tellTarget(tx, granted, target, { type: "gave_back", after: { number: source.number } });
    return { number: row.number, version: row.version };
  };
  if (ctx.tx) return work(ctx.tx);
  return transact(work).catch((error: unknown) => {
    if (isUniqueViolation(error)) throw orderHasOpenTicket(error);
    throw error;
  });
}

type Was = (typeof ticketLinks.$inferSelect)["before"];

/** A sleep that was over meanwhile is over. */
function sleepOf(before: Was, now: Date): Pick<TicketRow, "snoozeUntil" | "snoozeEvent"> | undefined {
  const until = before?.snoozeUntil ? new Date(before.snoozeUntil) : null;
  if (!until || until.getTime() <= now.getTime()) return undefined;
  return { snoozeUntil: until, snoozeEvent: (before?.snoozeEvent ?? null) as TicketRow["snoozeEvent"] };
}

/** Of the promises that ended with the merge, unkept, those that somebody still waits for. */
async function stillOwed(tx: Tx, source: TicketRow): Promise<SlaMetric[]> {
  if (source.closedAt === null) return [];
  const ended = await tx
    .select({ metric: slaTargets.metric })
    .from(slaTargets)
    .where(
      and(
        eq(slaTargets.ticketId, source.id),
        eq(slaTargets.decidedAt, source.closedAt),
        inArray(slaTargets.outcome, ["cancelled", "breached"]),
      ),
    );
  const took = (metric: SlaMetric) => ended.some((run) => run.metric === metric);
  const owed: SlaMetric[] = [];
  for (const metric of ["first_response", "next_response"] as const) {
    if (source.unansweredSince !== null && took(metric)) owed.push(metric);
  }
  if (took("verification")) {
    // The platform may have credited it meanwhile, which nobody told a ticket that had ended.
    const order = source.orderNo === null ? undefined : await orderFields(tx, source.orderNo);
    if (order?.chargedNotCredited ?? true) owed.push("verification");
  }
  return owed;
}

/** The other ticket's conversation changed by it, and so did what its customer reads. */
async function tellTarget(tx: Tx, ctx: Ctx, target: TicketRow, step: TicketStep): Promise<void> {
  await recordSteps(tx, ctx, target.id, [step]);
  await announce(tx, ctx, target, { steps: [step], topic: "ticket.updated" }, true);
}
