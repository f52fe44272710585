import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { ticketFollowers } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { forbidden } from "#server/core/errors.ts";
import { emit } from "#server/jobs/outbox.ts";
import { findTicket } from "../access.ts";
import { companyWritten } from "../contributions.ts";
import { beginToFollow } from "./mentions.ts";

const inputSchema = z.object({ number: z.string().min(1).max(40), follow: z.boolean() });

/**
 * Follows a ticket, or no longer: whoever does is told what happens to it. Doing it twice changes nothing.
 * @throws DomainError 403 FORBIDDEN, also to keys, which nobody can tell anything; 404 TICKET_NOT_FOUND
 */
export async function followTicket({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }) {
  authorize(ctx, "tickets:read");
  if (ctx.actor.kind !== "staff") throw forbidden("Only people follow tickets.");
  const { number, follow } = inputSchema.parse(input);
  const person = ctx.actor.id;
  const work = async (tx: Tx) => {
    const ticket = await findTicket(tx, number);
    const mine = and(eq(ticketFollowers.ticketId, ticket.id), eq(ticketFollowers.personId, person));
    const [there] = await tx.select().from(ticketFollowers).where(mine);
    if (follow === (there !== undefined)) return { number, follow };
    if (follow) await beginToFollow(tx, ctx, ticket.id, [person]);
    else await companyWritten(tx, ticket.id, () => tx.delete(ticketFollowers).where(mine));
    const topic = follow ? "ticket.followed" : "ticket.unfollowed";
    const subject = `ticket:${number}`;
    await appendAudit(tx, ctx, { action: topic, subject });
    await emit(tx, ctx.clock, { topic, subject, payload: { number } });
    return { number, follow };
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}
