import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { slaTargets, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { systemContext } from "#server/core/context.ts";
import { event, send } from "#server/orders/testing.ts";
import { customerTicket, getTicket } from "../get-ticket.ts";
import { postMessage } from "../post-message.ts";
import { reopenTicket } from "../settle-ticket.ts";
import { snoozeTicket } from "../snooze/snooze-ticket.ts";
import { holder, later, open, openPaid, refusal, staff, strangersRun } from "../testing.ts";
import { linkTickets, mergeTicket, ticketCompany, unlinkTickets, unmergeTicket } from "./index.ts";

freshDatabase({ beforeEach, afterEach });

const ada = staff("ada", later(1));
const row = async (number: string) => {
  const [found] = await db.select().from(tickets).where(eq(tickets.number, number));
  if (!found) throw new Error("no such ticket");
  return found;
};
const read = (number: string) => getTicket({ ctx: systemContext("test"), input: { number } });
const say = (ctx: typeof ada, number: string, body: string, visibility: "public" | "internal" = "public") =>
  postMessage({ ctx, input: { number, body, visibility } });
const merge = async (from: string, into: string) =>
  mergeTicket({ ctx: ada, input: { number: from, into, version: (await row(from)).version } });

describe("two tickets joined", () => {
  test("are read as one by the desk and by a customer who is proven to own both, and can be parted again", async () => {
    const [a, b] = [await openPaid("O1"), await openPaid("O2")];
    await say(ada, a.number, "第一张里的话");
    await say(ada, a.number, "内部-第一张", "internal");
    await merge(a.number, b.number);
    const source = await row(a.number);
    expect(source).toMatchObject({ status: "closed", resolvedAt: null, mergedInto: (await row(b.number)).id });
    const clocks = await db.select().from(slaTargets).where(eq(slaTargets.ticketId, source.id));
    expect(clocks.every(({ outcome }) => outcome !== null && outcome !== "breached")).toBe(true);

    const whole = await read(b.number);
    expect(whole.messages.filter(({ from }) => from === a.number).map(({ body }) => body)).toContain("内部-第一张");
    const seen = await customerTicket({ ctx: await holder(b), input: { number: b.number } });
    const words = seen.messages.map(({ body }) => body);
    expect(words).toContain("第一张里的话");
    expect(words).not.toContain("内部-第一张");
    const old = await customerTicket({ ctx: await holder(a), input: { number: a.number } });
    expect(old.continuesIn?.number).toBe(b.number);
    expect(old.messages.at(-1)?.body).toContain(b.number);

    await unmergeTicket({ ctx: ada, input: { number: a.number, version: source.version } });
    expect(await row(a.number)).toMatchObject({ status: "open", mergedInto: null, closedAt: null, reopenCount: 0 });
    expect((await read(b.number)).messages.some(({ from }) => from !== undefined)).toBe(false);
    expect((await read(a.number)).sla.some(({ outcome }) => outcome === null)).toBe(true);
  });

  test("parted again, owe what they owed: an answer and a check that nobody made, and sleep on", async () => {
    const [a, b] = [await openPaid("O1"), await openPaid("O2")];
    const until = later(24 * 60);
    await snoozeTicket({ ctx: ada, input: { number: a.number, until } });
    await merge(a.number, b.number);
    const merged = await row(a.number);
    expect(merged.snoozeUntil).toBeNull();
    const back = staff("ada", later(10));
    await unmergeTicket({ ctx: back, input: { number: a.number, version: merged.version } });
    const parted = await row(a.number);
    expect(parted).toMatchObject({ snoozeUntil: new Date(until), asleep: true });
    const clocks = await db.select().from(slaTargets).where(eq(slaTargets.ticketId, parted.id));
    const running = clocks.filter(({ outcome }) => outcome === null);
    expect(running.map(({ metric }) => metric).sort()).toEqual(["first_response", "resolution", "verification"]);
    for (const run of running) expect(run.startedAt).toEqual(new Date(later(10)));
    expect(parted.nextDueMetric).toBe("verification");
    expect((await getTicket({ ctx: back, input: { number: a.number } })).sla.length).toBe(6);
  });

  test("parted again, owe no answer that was given, nor a check of what was credited meanwhile", async () => {
    const [a, b] = [await openPaid("O1"), await openPaid("O2")];
    await say(ada, a.number, "在查");
    await merge(a.number, b.number);
    const now = later(5);
    await send([event("topup.credit.posted", now, { orderNo: "O1", amountFen: 20_000, reference: "late" })], now);
    const { version } = await row(a.number);
    await unmergeTicket({ ctx: staff("ada", later(10)), input: { number: a.number, version } });
    const clocks = await db
      .select()
      .from(slaTargets)
      .where(eq(slaTargets.ticketId, (await row(a.number)).id));
    expect(clocks.filter(({ outcome }) => outcome === null).map(({ metric }) => metric)).toEqual(["resolution"]);
  });

  test("stay apart for whoever proved nothing: neither side's words, nor the other's number", async () => {
    const proven = await openPaid("O1");
    const stranger = await open(await strangersRun());
    await say(ada, proven.number, "只给本人看的话");
    await merge(stranger.number, proven.number);
    const theirs = await customerTicket({ ctx: await holder(stranger), input: { number: stranger.number } });
    expect(theirs.continuesIn).toBeNull();
    expect(JSON.stringify(theirs)).not.toContain(proven.number);
    expect(JSON.stringify(theirs)).not.toContain("只给本人看的话");
    const owner = await customerTicket({ ctx: await holder(proven), input: { number: proven.number } });
    expect(owner.messages.every(({ from }) => from === undefined)).toBe(true);
    // Who thinks otherwise opens theirs again, and it goes on by itself.
    await reopenTicket({
      ctx: await holder(stranger, later(5)),
      input: { number: stranger.number, reason: "不是一件事" },
    });
    expect((await row(stranger.number)).mergedInto).toBeNull();
    expect((await ticketCompany({ ctx: ada, input: { number: proven.number } })).links).toEqual([]);
    await merge(stranger.number, proven.number);
    expect((await ticketCompany({ ctx: ada, input: { number: stranger.number } })).mergedInto).toBe(proven.number);
  });

  test("are never a chain or a circle, nor two customers'", async () => {
    const [a, b, c] = [await openPaid("O1"), await openPaid("O2"), await openPaid("O3")];
    expect((await refusal(merge(a.number, a.number))).code).toBe("MERGE_INTO_ITSELF");
    await merge(a.number, b.number);
    expect((await refusal(merge(a.number, c.number))).code).toBe("ALREADY_MERGED");
    expect((await refusal(merge(b.number, a.number))).code).toBe("MERGE_ENDED");
    expect((await refusal(merge(b.number, c.number))).code).toBe("MERGE_CHAIN");
    const [first] = await db.select().from(tickets).where(eq(tickets.number, c.number));
    expect(first?.customerId).toBe("C1001");
    const version = (await row(b.number)).version;
    const stale = mergeTicket({ ctx: ada, input: { number: b.number, into: c.number, version: version + 5 } });
    expect((await refusal(stale)).code).toBe("VERSION_CONFLICT");
    const none = unmergeTicket({ ctx: ada, input: { number: b.number, version } });
    expect((await refusal(none)).code).toBe("NOT_MERGED");
  });
});

test("links are for the desk, once each, and can be taken away", async () => {
  const [a, b] = [await openPaid("O1"), await openPaid("O2")];
  const { id } = await linkTickets({ ctx: ada, input: { number: a.number, to: b.number, kind: "related" } });
  const again = linkTickets({ ctx: ada, input: { number: b.number, to: a.number, kind: "related" } });
  expect((await refusal(again)).code).toBe("ALREADY_LINKED");
  const { links } = await ticketCompany({ ctx: ada, input: { number: b.number } });
  expect(links).toMatchObject([{ id, number: a.number, kind: "related", outgoing: false }]);
  await unlinkTickets({ ctx: ada, input: { number: b.number, link: id } });
  expect((await ticketCompany({ ctx: ada, input: { number: a.number } })).links).toEqual([]);
  const gone = unlinkTickets({ ctx: ada, input: { number: b.number, link: id } });
  expect((await refusal(gone)).code).toBe("LINK_NOT_FOUND");
});
