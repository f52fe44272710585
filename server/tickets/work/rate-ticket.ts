import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { ratings } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, forbidden } from "#server/core/errors.ts";
import { emit } from "#server/jobs/outbox.ts";
import { findTicket, requireTicketAccess, type TicketRow } from "../access.ts";
import { isOpen } from "../rules.ts";
import { flipTicket, recordSteps, versionConflict } from "../write.ts";
import { type Rating, rateSchema } from "./schemas.ts";

const inputSchema = rateSchema.extend({ number: z.string().min(1).max(40) });
export type RateTicketCall = z.input<typeof inputSchema>;

/** How long after the end an answer is taken and can be changed. */
export const RATE_WINDOW_MS = 7 * DAY_MS;

/** Until when a ticket's end can be rated; null while it cannot. */
export function rateUntil(ticket: Pick<TicketRow, "status" | "resolvedAt" | "mergedInto">): Date | null {
  if (isOpen(ticket.status) || ticket.resolvedAt === null || ticket.mergedInto !== null) return null;
  return new Date(ticket.resolvedAt.getTime() + RATE_WINDOW_MS);
}

/**
 * What the customer thinks of how their ticket ended, good or not, with a comment if they like. One answer for each time that it
 * ended; within seven days it can be changed. A comment that is not given leaves the one that is there.
 * @throws DomainError 404 TICKET_NOT_FOUND, also when it is somebody else's; 403 FORBIDDEN to staff, who have no say in it;
 * 409 NOT_RATEABLE while the ticket is open and after that time
 */
export async function rateTicket({ ctx, input }: { ctx: Ctx; input: RateTicketCall }): Promise<Rating> {
  const call = inputSchema.parse(input);
  const work = async (tx: Tx) => {
    const ticket = await findTicket(tx, call.number);
    requireTicketAccess(ctx, ticket, "tickets:write");
    if (ctx.actor.kind === "staff") throw forbidden("Only its customer rates a ticket.");
    const now = ctx.clock.now();
    const until = rateUntil(ticket);
    if (!until || !ticket.resolvedAt || until.getTime() < now.getTime()) {
      throw conflict("NOT_RATEABLE", "A ticket can be rated within seven days of its end.");
    }
    const round = ticket.reopenCount;
    const mine = and(eq(ratings.ticketId, ticket.id), eq(ratings.round, round));
    const [before] = await tx.select().from(ratings).where(mine);
    const comment = call.comment === undefined ? (before?.comment ?? null) : call.comment || null;
    if (before && before.good === call.good && before.comment === comment) return ratingView(before);
    const row = {
      ...{ ticketId: ticket.id, round, good: call.good, comment, at: now, resolvedAt: ticket.resolvedAt },
      version: (before?.version ?? 0) + 1,
    };
    if (before) await tx.update(ratings).set(row).where(mine);
    else await tx.insert(ratings).values(row);
    if (!(await flipTicket(tx, ticket, { ratedGood: call.good }))) throw versionConflict();
    await tell(tx, ctx, ticket, before, row);
    return ratingView(row);
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}

type Row = typeof ratings.$inferSelect;

/** A line in the history and the word to whoever counts; the ticket's version stays, since nothing that people work on changed. */
async function tell(tx: Tx, ctx: Ctx, ticket: TicketRow, before: Row | undefined, row: Row): Promise<void> {
  const { good, round } = row;
  const after = { good, round, commented: row.comment !== null };
  await recordSteps(tx, ctx, ticket.id, [
    { type: "rated", ...(before ? { before: { good: before.good, round: before.round } } : {}), after },
  ]);
  const subject = `ticket:${ticket.number}`;
  await appendAudit(tx, ctx, { action: "ticket.rated", subject, data: after });
  const payload = { number: ticket.number, orderNo: ticket.orderNo, customerId: ticket.customerId, good, round };
  await emit(tx, ctx.clock, { topic: "ticket.rated", subject, payload });
}

export const ratingView = ({ good, comment, at, round }: Row): Rating => ({
  ...{ good, comment, round },
  at: at.toISOString(),
});
