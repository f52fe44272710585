import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { db, transact } from "#db/client.ts";
import { orders, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { customerActor } from "#server/core/customer-id.ts";
import { startDiagnosis } from "#server/diagnosis/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { customerTicket } from "#server/tickets/index.ts";
import { customer, NOW, open, openPaid, strangersRun } from "#server/tickets/testing.ts";
import { placeOf } from "./place.ts";

freshDatabase({ beforeEach, afterEach });

/** A customer as the platform's word makes one: by hand-over, a notice, an inbox. */
const calledBy = (id: string): Ctx => ({ actor: customerActor(id), clock: fixedClock(NOW) });

describe("a customer of the platform who is called like somebody of ours", () => {
  it("does not own the ticket or the run of that name", async () => {
    const { number, diagnosisId } = await openPaid("D1");
    for (const id of [`ticket:${number}`, `diagnosis:${diagnosisId}`]) {
      const ctx = calledBy(id);
      await expect(customerTicket({ ctx, input: { number } })).rejects.toMatchObject({ code: "TICKET_NOT_FOUND" });
      await expect(placeOf(db, ctx, { diagnosisId })).rejects.toMatchObject({ code: "DIAGNOSIS_NOT_FOUND" });
    }
  });

  it("has everything stored, and gives none of it to who holds the name", async () => {
    const mine = await openPaid("D1");
    const names = [`diagnosis:${mine.diagnosisId}`, `ticket:${mine.number}`, "visitor", "anonymous"];
    for (const [i, customerId] of names.entries()) {
      const orderNo = `D9${i}`;
      await send(paidWithoutCallback(orderNo, 0, { customerId }));
      const [stored] = await db.select().from(orders).where(eq(orders.orderNo, orderNo));
      expect(stored).toMatchObject({ orderNo, customerId });
      const { number } = await open(await strangersRun(orderNo));
      await transact(async (tx) => {
        await tx.update(tickets).set({ customerId }).where(eq(tickets.number, number));
      });
      const holder = customer(customerId);
      await expect(customerTicket({ ctx: holder, input: { number } })).rejects.toMatchObject({ status: 404 });
      const run = await startDiagnosis({ ctx: holder, input: { orderNo } });
      expect(run.chargeState).not.toBe("confirmed");
    }
  });
});
