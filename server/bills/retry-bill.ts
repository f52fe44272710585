import { eq } from "drizzle-orm";
import { transact } from "#db/client.ts";
import { bills } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { emit } from "#server/jobs/index.ts";
import { fromTheBeginning } from "./new-bill.ts";
import type { Bill } from "./schemas.ts";
import { billView } from "./view.ts";

/**
 * Has a bill fetched or read again from its beginning, at once: after it failed, or to compare it with what is known now.
 * @throws DomainError 403 FORBIDDEN, 404 BILL_NOT_FOUND, 409 BILL_RUNNING
 */
export async function retryBill(args: { ctx: Ctx; input: { id: string } }): Promise<Bill> {
  const ctx = authorize(args.ctx, "channels:write");
  return transact(async (tx) => {
    const [known] = await tx.select().from(bills).where(eq(bills.id, args.input.id));
    if (!known) throw notFound("BILL");
    if (known.state === "running") throw conflict("BILL_RUNNING", "The bill is being worked through.");
    const [row] = await tx
      .update(bills)
      .set({ ...fromTheBeginning(ctx.clock.now()), run: known.run + 1 })
      .where(eq(bills.id, known.id))
      .returning();
    if (!row) throw notFound("BILL");
    const data = { channel: row.channel, day: row.day, before: known.state };
    await appendAudit(tx, ctx, { action: "bill.retried", subject: `bill:${row.id}`, data });
    await emit(tx, ctx.clock, { topic: "bill.updated", subject: `bill:${row.id}` });
    return billView(row);
  });
}
