import { eq } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { snoozeWaits } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { findTicket, type TicketRow } from "../access.ts";
import type { SnoozeEvent } from "../schemas.ts";
import { announce, changeTicket, flipTicket, recordSteps, type TicketStep } from "../write.ts";

const inputSchema = z.object({ number: z.string().min(1).max(40) });

/**
 * Takes a ticket up again that was set aside.
 * @throws DomainError 404 TICKET_NOT_FOUND
 */
export async function wakeTicket({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }) {
  const granted = authorize(ctx, "tickets:write");
  const { number } = inputSchema.parse(input);
  const work = async (tx: Tx) => {
    const ticket = await findTicket(tx, number);
    if (ticket.snoozeUntil === null && ticket.snoozeEvent === null) return { number, version: ticket.version };
    await tx.delete(snoozeWaits).where(eq(snoozeWaits.ticketId, ticket.id));
    const row = await changeTicket(tx, granted, ticket, {
      set: { snoozeUntil: null, snoozeEvent: null },
      steps: [woke(ticket, "person")],
      topic: "ticket.updated",
    });
    return { number, version: row.version };
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}

const woke = ({ snoozeUntil, snoozeEvent }: TicketRow, by: string): TicketStep => ({
  type: "woke",
  before: { snoozeUntil, snoozeEvent },
  after: { by },
});

/**
 * What was set aside comes back by itself: its time came, or what it waited for. Nobody decided anything, so its version stays.
 * @param by `time`, or the event
 * @returns false when it was awake already, or was changed in between
 */
export async function wake(tx: Tx, ctx: Ctx, ticket: TicketRow, by: SnoozeEvent | "time"): Promise<boolean> {
  if (!ticket.asleep) return false;
  const row = await flipTicket(tx, ticket, { asleep: false, snoozeUntil: null, snoozeEvent: null });
  if (!row) return false;
  await tx.delete(snoozeWaits).where(eq(snoozeWaits.ticketId, ticket.id));
  const steps = [woke(ticket, by)];
  await recordSteps(tx, ctx, ticket.id, steps);
  await announce(tx, ctx, row, { steps, topic: "ticket.woke", payload: { by, assigneeId: row.assigneeId } });
  return true;
}
