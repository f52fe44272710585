import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { consume } from "#server/http/index.ts";
import { accessHash, accessSecret, accessUrl, findTicket, requireTicketAccess } from "./access.ts";
import { changeTicket } from "./write.ts";

const inputSchema = z.object({ number: z.string().min(1).max(40) });

/** Nobody needs more, and every one of them locks somebody out. */
const BUDGET = { name: "access-link-subject", points: 10, windowS: 3_600 };

/**
 * Replaces a ticket's access link: all links given out before, and all browsers that they let in, have no right any more. The
 * ticket's customer by another right (the run it came from, a hand-over) keeps it.
 * @returns the ticket's number, and its new link for its customer and for API keys, which speak for customers. Staff get none: with
 * it they could act as the customer.
 * @throws DomainError 404 TICKET_NOT_FOUND, also when it is somebody else's; 403 FORBIDDEN; 429 RATE_LIMITED
 */
export async function renewTicketLink({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof inputSchema>;
}): Promise<{ number: string; accessUrl: string | null }> {
  const { number } = inputSchema.parse(input);
  requireTicketAccess(ctx, await findTicket(db, number), "tickets:write");
  await consume(BUDGET, number);
  return transact(async (tx: Tx) => {
    const ticket = await findTicket(tx, number);
    requireTicketAccess(ctx, ticket, "tickets:write");
    const accessVersion = ticket.accessVersion + 1;
    const row = await changeTicket(tx, ctx, ticket, {
      set: { accessVersion, accessHash: accessHash(accessSecret(ticket.id, accessVersion)) },
      steps: [{ type: "link_renewed", before: ticket.accessVersion, after: accessVersion }],
      topic: "ticket.updated",
    });
    return { number: row.number, accessUrl: ctx.actor.kind === "staff" ? null : accessUrl(row) };
  });
}
