import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { outbox, snoozeWaits, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { idsNow } from "#server/core/ids.ts";
import { event, send } from "#server/orders/testing.ts";
import {
  followSnoozes,
  getTicket,
  listTickets,
  postMessage,
  queueCounts,
  snoozeTicket,
  updateTicket,
  wakeTicket,
} from "../index.ts";
import { holder, later, NOW, openPaid, refusal, staff } from "../testing.ts";

freshDatabase({ beforeEach, afterEach });
afterEach(() => vi.useRealTimers());

const agent = staff("ann");
const job = (at = NOW) => systemContext("test", fixedClock(at));
/** Looks when whatever happened so far is settled. */
async function look(at = NOW) {
  vi.useFakeTimers({ toFake: ["Date"], now: idsNow() + 3_000 });
  await followSnoozes(job(at));
}
const rowOf = async (number: string) => {
  const [row] = await db.select().from(tickets).where(eq(tickets.number, number));
  if (!row) throw new Error("no row");
  return row;
};
const until = later(600);

const came = {
  callback: () =>
    send([
      event("topup.callback.received", 30, {
        outTradeNo: "PO1",
        channel: "alipay",
        verified: true,
        outcome: "applied",
      }),
    ]),
  credited: () => send([event("topup.credit.posted", 40, { orderNo: "O1", amountFen: 20_000, reference: "R1" })]),
  refunded: () =>
    send([
      event("topup.payment.refunded", 50, {
        ...{ orderNo: "O1", outTradeNo: "PO1", channel: "alipay", method: "app" },
        ...{ amountFen: 20_000 },
      }),
    ]),
} as const;

describe("a ticket set aside", () => {
  beforeEach(() => followSnoozes(job()).then(() => {}));

  test("until a time comes back at it, its version as it was", async () => {
    const { number } = await openPaid();
    const put = await snoozeTicket({ ctx: agent, input: { number, until } });
    expect((await queueCounts({ ctx: agent })).open).toBe(0);
    expect((await listTickets({ ctx: agent, input: { queue: "open" } })).items).toEqual([]);
    await look(later(599));
    expect((await rowOf(number)).asleep).toBe(true);
    await look(later(601));
    expect(await rowOf(number)).toMatchObject({ asleep: false, snoozeUntil: null, version: put.version });
    expect((await queueCounts({ ctx: agent })).open).toBe(1);
    const ticket = await getTicket({ ctx: agent, input: { number } });
    expect(ticket.events.at(-1)).toMatchObject({ type: "woke", after: { by: "time" } });
    const woke = await db.select().from(outbox).where(eq(outbox.topic, "ticket.woke"));
    expect(woke).toMatchObject([{ subject: `ticket:${number}`, payload: { by: "time" } }]);
  });

  test.each(["callback", "credited", "refunded"] as const)(
    "until %s sleeps through other news and wakes at it",
    async (what) => {
      const { number } = await openPaid();
      await snoozeTicket({ ctx: agent, input: { number, event: what } });
      expect(await db.select().from(snoozeWaits)).toMatchObject([{ number, event: what, orderNo: "O1" }]);
      await send([
        event("topup.payment.attempted", 25, {
          orderNo: "O1",
          outTradeNo: "PO1b",
          channel: "alipay",
          method: "app",
          amountFen: 20_000,
        }),
      ]);
      await look();
      expect((await rowOf(number)).asleep).toBe(true);
      await came[what]();
      await look();
      expect(await rowOf(number)).toMatchObject({ asleep: false, snoozeEvent: null });
      expect(await db.select().from(snoozeWaits)).toEqual([]);
    },
  );

  test("is not set aside for what has happened", async () => {
    const { number } = await openPaid();
    await came.callback();
    expect(await refusal(snoozeTicket({ ctx: agent, input: { number, event: "callback" } }))).toMatchObject({
      status: 409,
      code: "ALREADY_SO",
    });
    expect((await rowOf(number)).asleep).toBe(false);
  });

  test("comes back when its customer writes, whatever it waits for", async () => {
    const opened = await openPaid();
    await snoozeTicket({ ctx: agent, input: { number: opened.number, event: "refunded", until } });
    await postMessage({ ctx: agent, input: { number: opened.number, body: "note", visibility: "internal" } });
    await look();
    expect((await rowOf(opened.number)).asleep).toBe(true);
    await postMessage({ ctx: await holder(opened), input: { number: opened.number, body: "还没到" } });
    await look();
    expect((await rowOf(opened.number)).asleep).toBe(false);
  });

  test("waits for one thing: the last that was said", async () => {
    const { number } = await openPaid();
    await snoozeTicket({ ctx: agent, input: { number, event: "callback" } });
    const { version } = await snoozeTicket({ ctx: agent, input: { number, until } });
    await came.callback();
    await look();
    expect((await rowOf(number)).asleep).toBe(true);
    await updateTicket({ ctx: agent, input: { number, version, snoozeUntil: later(700) } });
    expect((await rowOf(number)).snoozeEvent).toBeNull();
    await wakeTicket({ ctx: agent, input: { number } });
    expect(await rowOf(number)).toMatchObject({ asleep: false, snoozeUntil: null });
  });

  test("needs a time to come, a ticket that is open and somebody who may", async () => {
    const { number } = await openPaid();
    const put = (input: object, ctx = agent) => refusal(snoozeTicket({ ctx, input: { number, ...input } }));
    expect(await put({ until: later(-1) })).toMatchObject({ code: "SNOOZE_IN_THE_PAST" });
    expect(await put({ until, version: 9 })).toMatchObject({ code: "VERSION_CONFLICT" });
    await expect(snoozeTicket({ ctx: agent, input: { number } })).rejects.toThrow();
    const { version } = await rowOf(number);
    await updateTicket({ ctx: agent, input: { number, version, status: "resolved" } });
    expect(await put({ until })).toMatchObject({ code: "TICKET_CLOSED" });
  });
});
