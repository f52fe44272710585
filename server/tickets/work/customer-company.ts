import { and, desc, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/client.ts";
import { callbackRequests, ratings } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { findTicket, ownsTicket } from "../access.ts";
import { rateUntil, ratingView } from "./rate-ticket.ts";
import type { CustomerCompany } from "./schemas.ts";

const inputSchema = z.object({ number: z.string().min(1).max(40) });

/**
 * What stands beside a customer's own ticket for them: the call that is booked, and how they rated its end. Who calls and what was
 * noted of a call is the desk's.
 * @throws DomainError 404 TICKET_NOT_FOUND, also when it is somebody else's
 */
export async function customerCompany({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof inputSchema>;
}): Promise<CustomerCompany> {
  const reader = ctx.tx ?? db;
  const ticket = await findTicket(reader, inputSchema.parse(input).number);
  if (!ownsTicket(ctx.actor, ticket)) throw notFound("TICKET");
  const [call] = await reader
    .select()
    .from(callbackRequests)
    .where(and(eq(callbackRequests.ticketId, ticket.id), inArray(callbackRequests.state, ["booked", "calling"])))
    .orderBy(desc(callbackRequests.createdAt))
    .limit(1);
  const [rating] = await reader
    .select()
    .from(ratings)
    .where(and(eq(ratings.ticketId, ticket.id), eq(ratings.round, ticket.reopenCount)));
  const until = rateUntil(ticket);
  return {
    call: call
      ? { phone: call.shownPhone, slotFrom: call.slotFrom.toISOString(), slotTo: call.slotTo.toISOString() }
      : null,
    rating: rating ? ratingView(rating) : null,
    rateUntil: until && until.getTime() >= ctx.clock.now().getTime() ? until.toISOString() : null,
  };
}
