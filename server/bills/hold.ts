import { and, eq } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { bills } from "#db/schema/index.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import type { BillRow } from "./findings.ts";

/** A bill whose worker gives no sign of life for so long is taken up by another. */
export const LEASE_MS = 2 * MINUTE_MS;

/** Somebody else has the bill now, or it was put back to its beginning: whatever was under way ends without a trace. */
export class BillLost extends Error {
  constructor(bill: Pick<BillRow, "id" | "run">) {
    super(`Bill ${bill.id} is no longer worked on by run ${bill.run}.`);
    this.name = "BillLost";
  }
}

type Changes = Partial<typeof bills.$inferInsert>;

/**
 * Writes how far a bill came and makes its lease last, in the transaction of the work itself: what is counted is what is stored.
 * @throws BillLost when another run has it
 */
export async function hold(tx: Tx, ctx: Ctx, bill: BillRow, changes: Changes = {}): Promise<BillRow> {
  const leaseUntil = new Date(ctx.clock.now().getTime() + LEASE_MS);
  const [row] = await tx
    .update(bills)
    .set({ leaseUntil, nextAttemptAt: leaseUntil, ...changes })
    .where(and(eq(bills.id, bill.id), eq(bills.run, bill.run), eq(bills.state, "running")))
    .returning();
  if (!row) throw new BillLost(bill);
  return row;
}

/** {@link hold} in a transaction of its own. @throws BillLost */
export const save = (ctx: Ctx, bill: BillRow, changes: Changes): Promise<BillRow> =>
  transact((tx) => hold(tx, ctx, bill, changes));
