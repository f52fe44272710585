import { and, eq, inArray, isNull } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { ticketLinks, tickets } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { findTicket, type TicketRow } from "../access.ts";
import { announce, recordSteps, type TicketStep } from "../write.ts";
import { linkTicketSchema } from "./schemas.ts";

const linkSchema = linkTicketSchema.extend({ number: z.string().min(1).max(40) });
const unlinkSchema = z.object({ number: z.string().min(1).max(40), link: z.string().min(1).max(64) });

/**
 * Says that two tickets belong together, for the desk alone.
 * @returns the link's id
 * @throws DomainError 404 TICKET_NOT_FOUND, 409 ALREADY_LINKED, 422 LINK_TO_ITSELF
 */
export async function linkTickets({ ctx, input }: { ctx: Ctx; input: z.input<typeof linkSchema> }) {
  const granted = authorize(ctx, "tickets:write");
  const call = linkSchema.parse(input);
  const work = async (tx: Tx) => {
    const [from, to] = [await findTicket(tx, call.number), await findTicket(tx, call.to)];
    if (from.id === to.id) throw invalid("LINK_TO_ITSELF", "A ticket has no link to itself.");
    const both = [from.id, to.id];
    const [there] = await tx
      .select({ id: ticketLinks.id })
      .from(ticketLinks)
      .where(
        and(
          inArray(ticketLinks.fromId, both),
          inArray(ticketLinks.toId, both),
          eq(ticketLinks.kind, call.kind),
          isNull(ticketLinks.removedAt),
        ),
      );
    if (there) throw alreadyLinked();
    const id = newId();
    const by = { byId: ctx.actor.id, byName: ctx.actor.name, at: ctx.clock.now() };
    await tx
      .insert(ticketLinks)
      .values({ id, fromId: from.id, toId: to.id, kind: call.kind, before: null, ...by, removedAt: null });
    await tellBoth(tx, granted, from, to, "linked", call.kind);
    return { id };
  };
  if (ctx.tx) return work(ctx.tx);
  return transact(work).catch((error: unknown) => {
    if (isUniqueViolation(error)) throw alreadyLinked();
    throw error;
  });
}

const alreadyLinked = () => conflict("ALREADY_LINKED", "These tickets are linked already.");

/**
 * Takes a link away. A merge is not taken back by it.
 * @throws DomainError 404 TICKET_NOT_FOUND, LINK_NOT_FOUND
 */
export async function unlinkTickets({ ctx, input }: { ctx: Ctx; input: z.input<typeof unlinkSchema> }) {
  const granted = authorize(ctx, "tickets:write");
  const call = unlinkSchema.parse(input);
  const work = async (tx: Tx) => {
    const ticket = await findTicket(tx, call.number);
    const [link] = await tx
      .select()
      .from(ticketLinks)
      .where(and(eq(ticketLinks.id, call.link), isNull(ticketLinks.removedAt)));
    const isOurs = link && link.kind !== "merged" && [link.fromId, link.toId].includes(ticket.id);
    if (!isOurs) throw notFound("LINK");
    await tx.update(ticketLinks).set({ removedAt: ctx.clock.now() }).where(eq(ticketLinks.id, link.id));
    const otherId = link.fromId === ticket.id ? link.toId : link.fromId;
    await tellBoth(tx, granted, ticket, await ticketById(tx, otherId), "unlinked", link.kind);
    return { id: link.id };
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}

/** A line in the history of both; neither gets a new version, since nothing of their own changed. */
async function tellBoth(tx: Tx, ctx: Ctx, a: TicketRow, b: TicketRow, type: string, kind: string): Promise<void> {
  for (const [row, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const steps: TicketStep[] = [{ type, after: { number: other.number, kind } }];
    await recordSteps(tx, ctx, row.id, steps);
    await announce(tx, ctx, row, { steps, topic: `ticket.${type}` });
  }
}

export async function ticketById(tx: Tx, id: string): Promise<TicketRow> {
  const [row] = await tx.select().from(tickets).where(eq(tickets.id, id));
  if (!row) throw notFound("TICKET");
  return row;
}
