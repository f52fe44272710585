import { eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { open, run } from "#server/tickets/testing.ts";

/** For tests: many customers with the same trouble. */

/** Paid orders whose callback never came, each another customer's, and a ticket about each. @returns the tickets' numbers */
export async function sameTrouble(n: number, at: string, data: { first?: number; amountFen?: number } = {}) {
  const { first = 1, ...rest } = data;
  const numbers: string[] = [];
  for (let i = first; i < first + n; i++) {
    await send(paidWithoutCallback(`S${i}`, 0, { customerId: `C${2_000 + i}`, ...rest }));
    numbers.push((await open(await run(`S${i}`, `C${2_000 + i}`), {}, at)).number);
  }
  return numbers;
}

export const ticketRow = async (number: string) => {
  const [row] = await db.select().from(tickets).where(eq(tickets.number, number));
  if (!row) throw new Error("no such ticket");
  return row;
};
