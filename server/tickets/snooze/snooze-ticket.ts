import { eq } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { snoozeWaits } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid } from "#server/core/errors.ts";
import { findTicket } from "../access.ts";
import { isOpen } from "../rules.ts";
import { snoozeSchema } from "../schemas.ts";
import { requireVersion } from "../work/conflict.ts";
import { changeTicket } from "../write.ts";
import { isSo } from "./is-so.ts";

/** How long a ticket waits for an event at the most, when nobody said. */
export const LONGEST_WAIT_MS = 14 * DAY_MS;
const inputSchema = snoozeSchema.safeExtend({ number: z.string().min(1).max(40) });
export type SnoozeCall = z.input<typeof inputSchema>;

/**
 * Sets a ticket aside until a time, or until something happens to its order and at the latest until a time. The state of the order
 * is read in the same transaction, so that what comes at this very moment is not missed.
 * @returns its number, its version and until when
 * @throws DomainError 404 TICKET_NOT_FOUND, 409 VERSION_CONFLICT, 409 TICKET_CLOSED, 409 ALREADY_SO, 422 SNOOZE_IN_THE_PAST,
 * 422 SNOOZE_NEEDS_ORDER
 */
export async function snoozeTicket({ ctx, input }: { ctx: Ctx; input: SnoozeCall }) {
  const granted = authorize(ctx, "tickets:write");
  const call = inputSchema.parse(input);
  const now = ctx.clock.now();
  const until = call.until ? new Date(call.until) : new Date(now.getTime() + LONGEST_WAIT_MS);
  if (until.getTime() <= now.getTime()) {
    throw invalid("SNOOZE_IN_THE_PAST", "Snooze until a time to come.", {
      errors: [{ path: "until", message: "Must be in the future" }],
    });
  }
  const work = async (tx: Tx) => {
    const ticket = await findTicket(tx, call.number);
    if (call.version !== undefined) await requireVersion(tx, ticket, call.version, ctx);
    if (!isOpen(ticket.status))
      throw conflict("TICKET_CLOSED", "This ticket has ended: there is nothing to set aside.");
    const event = call.event ?? null;
    const orderNo = ticket.orderNo ?? ticket.claimedOrderNo;
    if (event !== null && event !== "replied") {
      if (orderNo === null)
        throw invalid("SNOOZE_NEEDS_ORDER", "Link an order first: without one nothing can happen to it.");
      if (await isSo(tx, event, orderNo)) throw conflict("ALREADY_SO", "What the ticket shall wait for has happened.");
    }
    const row = await changeTicket(tx, granted, ticket, {
      set: { snoozeUntil: until, snoozeEvent: event },
      steps: [
        {
          type: "snoozed",
          before: { snoozeUntil: ticket.snoozeUntil, snoozeEvent: ticket.snoozeEvent },
          after: { snoozeUntil: until, snoozeEvent: event },
        },
      ],
      topic: "ticket.updated",
    });
    await tx.delete(snoozeWaits).where(eq(snoozeWaits.ticketId, ticket.id));
    if (event !== null) {
      const { id: ticketId, number } = ticket;
      await tx.insert(snoozeWaits).values({ ticketId, number, event, orderNo, since: now });
    }
    return { number: row.number, version: row.version, until: until.toISOString(), event };
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}
