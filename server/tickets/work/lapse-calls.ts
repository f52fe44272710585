import { and, asc, eq, lte, or } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { callbackRequests, tickets } from "#db/schema/index.ts";
import { HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { words } from "../copy.ts";
import { addSystemMessage } from "../write.ts";
import { endRow, tellCall } from "./request-call.ts";

/** So long after its half hour a call that nobody took is none any more. */
export const LAPSE_MS = 15 * MINUTE_MS;
/** So long after its half hour nobody is on the telephone any more, whatever was not written down. */
export const FORGOTTEN_MS = 2 * HOUR_MS;
const CALLS_A_RUN = 50;

/**
 * Ends calls that were not made: their customers are told that we are sorry and can choose another time. One that was taken and of
 * which nobody ever said how it went ends with a note to colleagues alone, since they may well have spoken.
 * @returns how many
 */
export async function lapseCalls(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now();
  const before = (ms: number) => new Date(now.getTime() - ms);
  const over = or(
    and(eq(callbackRequests.state, "booked"), lte(callbackRequests.slotTo, before(LAPSE_MS))),
    and(eq(callbackRequests.state, "calling"), lte(callbackRequests.slotTo, before(FORGOTTEN_MS))),
  );
  const rows = await db
    .select({ id: callbackRequests.id })
    .from(callbackRequests)
    .where(over)
    .orderBy(asc(callbackRequests.slotFrom), asc(callbackRequests.id))
    .limit(CALLS_A_RUN);
  let ended = 0;
  for (const { id } of rows) {
    await transact(async (tx) => {
      const [found] = await tx
        .select({ call: callbackRequests, ticket: tickets })
        .from(callbackRequests)
        .innerJoin(tickets, eq(tickets.id, callbackRequests.ticketId))
        .where(and(eq(callbackRequests.id, id), over));
      // Taken, ended or cancelled meanwhile.
      if (!found) return;
      const { call, ticket } = found;
      const untaken = call.state === "booked";
      const row = await endRow(tx, call, { state: "missed", endedAt: now });
      const say = words(ticket.locale);
      if (untaken) await addSystemMessage(tx, ctx, ticket, say.callLapsed);
      else await addSystemMessage(tx, ctx, ticket, say.callForgotten, "internal");
      await tellCall(tx, ctx, ticket, row, untaken ? "call_lapsed" : "call_missed", untaken);
      ended++;
    });
  }
  return ended;
}
