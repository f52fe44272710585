import { and, asc, eq, gt, isNull, lte } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { callbackRequests, tickets } from "#db/schema/index.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { emit } from "#server/jobs/outbox.ts";

/** So long before its half hour begins, both sides are reminded of a call. */
export const REMIND_MS = 10 * MINUTE_MS;
const CALLS_A_RUN = 100;

/**
 * Reminds of the calls that begin soon, each once: its customer, and whoever the ticket is given to, else everybody at the desk.
 * @returns how many
 */
export async function remindCalls({ clock }: Ctx): Promise<number> {
  const now = clock.now();
  const due = and(
    eq(callbackRequests.state, "booked"),
    isNull(callbackRequests.remindedAt),
    // Of one whose time is over nobody is reminded: see `lapseCalls`.
    gt(callbackRequests.slotTo, now),
    lte(callbackRequests.slotFrom, new Date(now.getTime() + REMIND_MS)),
  );
  const rows = await db
    .select({
      ...{ id: callbackRequests.id, assigneeId: tickets.assigneeId },
      ...{ orderNo: tickets.orderNo, customerId: tickets.customerId },
    })
    .from(callbackRequests)
    .innerJoin(tickets, eq(tickets.id, callbackRequests.ticketId))
    .where(due)
    .orderBy(asc(callbackRequests.slotFrom), asc(callbackRequests.id))
    .limit(CALLS_A_RUN);
  let told = 0;
  for (const { id, ...about } of rows) {
    await transact(async (tx) => {
      const [row] = await tx
        .update(callbackRequests)
        .set({ remindedAt: now })
        .where(and(eq(callbackRequests.id, id), due))
        .returning();
      // Taken, cancelled or reminded of meanwhile.
      if (!row) return;
      const payload = { number: row.number, ...about, dueAt: row.slotFrom.toISOString() };
      await emit(tx, clock, { topic: "call.due", subject: `ticket:${row.number}`, payload });
      told++;
    });
  }
  return told;
}
