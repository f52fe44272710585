import { eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import { moneyWatch } from "#db/schema/index.ts";
import { openTicketOfOrder } from "#server/tickets/index.ts";
import { resultBy } from "./promise.ts";

/** Since when a person has a stuck order, and by when its owner was promised a result. */
export type HandOver = { since: string; dueAt: string };

/**
 * What the owner of a stuck order was told, for wherever they look. For their eyes only: ask when the order is proven theirs.
 * @returns null when no person has it, or nothing of it waits any more
 */
export async function handOverOf(orderNo: string): Promise<HandOver | null> {
  const [watch] = await db.select().from(moneyWatch).where(eq(moneyWatch.orderNo, orderNo));
  const since = watch?.toldAt;
  if (!since) return null;
  const ticket = await openTicketOfOrder(db, orderNo);
  const openedAt = ticket && ticket.openedAt < since ? ticket.openedAt : since;
  return { since: since.toISOString(), dueAt: (await resultBy(db, ticket, since, openedAt)).toISOString() };
}
