import type { Ctx } from "#server/core/context.ts";
import { isDomainError } from "#server/core/errors.ts";
import { customerLane } from "#server/disputes/index.ts";
import type { CustomerLane } from "#server/disputes/schemas.ts";
import { ownerTrace } from "#server/orders/index.ts";
import type { Trace } from "#server/orders/schemas.ts";
import { customerCompany, customerTicket } from "#server/tickets/index.ts";
import type { CustomerCompany, CustomerTicket } from "#server/tickets/schemas.ts";
import { pageLocale, ticketContext } from "./session.ts";

export type TicketPage = {
  ctx: Ctx;
  ticket: CustomerTicket;
  trace: Trace | undefined;
  lane: CustomerLane;
  company: CustomerCompany;
};

/** Everything that a ticket's page shows; undefined when this browser may not see it. */
export async function loadTicket(number: string): Promise<TicketPage | undefined> {
  const ctx = await ticketContext(number);
  if (!ctx) return undefined;
  const ticket = await customerTicket({ ctx, input: { number } }).catch((error: unknown) => {
    if (isDomainError(error, "TICKET_NOT_FOUND")) return undefined;
    throw error;
  });
  if (!ticket) return undefined;
  // The order's records are for its proven owner; a ticket alone does not prove that.
  const shown = ticket.ownsOrder && ticket.orderNo !== null;
  const trace = shown ? await ownerTrace(ticket.orderNo ?? "", ctx.clock.now(), await pageLocale()) : undefined;
  const [lane, company] = [
    await customerLane({ ctx, input: { number } }),
    await customerCompany({ ctx, input: { number } }),
  ];
  return { ctx, ticket, trace, lane, company };
}
