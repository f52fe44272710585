import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog, outbox, ratings, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { reopenTicket } from "../settle-ticket.ts";
import { holder, key, later, NOW, openPaid, refusal, staff } from "../testing.ts";
import { updateTicket } from "../update-ticket.ts";
import { rateTicket, ticketCompany } from "./index.ts";

freshDatabase({ beforeEach, afterEach });

const days = (n: number) => new Date(new Date(NOW).getTime() + n * DAY_MS).toISOString();
async function resolve(number: string, at: string) {
  const [row] = await db.select().from(tickets).where(eq(tickets.number, number));
  await updateTicket({ ctx: staff("ada", at), input: { number, status: "resolved", version: row?.version ?? 0 } });
}

test("a customer rates each end of their ticket once, and may think again within a week", async () => {
  const opened = await openPaid();
  const { number } = opened;
  const rate = async (at: string, good: boolean, comment?: string) =>
    rateTicket({
      ctx: await holder(opened, at),
      input: { number, good, ...(comment === undefined ? {} : { comment }) },
    });
  expect((await refusal(rate(later(1), true))).code).toBe("NOT_RATEABLE");
  await resolve(number, later(2));
  expect(await rate(later(3), true)).toMatchObject({ good: true, comment: null, round: 0 });
  await rate(later(3), true);
  expect(await rate(later(4), false, "等了很久")).toMatchObject({ good: false, comment: "等了很久" });
  // One tap more leaves what was written.
  expect(await rate(later(5), true)).toMatchObject({ good: true, comment: "等了很久" });
  const told = await db.select().from(outbox).where(eq(outbox.topic, "ticket.rated"));
  expect(told).toHaveLength(3);
  const record = await db.select().from(auditLog).where(eq(auditLog.action, "ticket.rated"));
  expect(JSON.stringify([told, record])).not.toContain("等了很久");

  await reopenTicket({ ctx: await holder(opened, later(6)), input: { number, reason: "还没到" } });
  expect((await refusal(rate(later(7), true))).code).toBe("NOT_RATEABLE");
  await resolve(number, later(8));
  expect(await rate(later(9), true)).toMatchObject({ round: 1, comment: null });
  expect(await db.select().from(ratings)).toHaveLength(2);
  expect((await ticketCompany({ ctx: staff("ada"), input: { number } })).rating).toMatchObject({
    round: 1,
    good: true,
  });
  expect((await refusal(rate(days(8), false))).code).toBe("NOT_RATEABLE");
});

test("nobody rates for somebody else: not the desk, nor another customer; the shop's own pages may, with a key", async () => {
  const [mine, other] = [await openPaid("O1"), await openPaid("O2")];
  await resolve(mine.number, later(2));
  const input = { number: mine.number, good: true };
  expect((await refusal(rateTicket({ ctx: staff("ada", later(3)), input }))).code).toBe("FORBIDDEN");
  const { actor, clock } = await holder(other, later(3));
  const stranger = { actor: { ...actor, id: "diagnosis:somebody" }, clock };
  expect((await refusal(rateTicket({ ctx: stranger, input }))).code).toBe("TICKET_NOT_FOUND");
  expect(await rateTicket({ ctx: key("k", ["*"], later(3)), input })).toMatchObject({ good: true });
});
