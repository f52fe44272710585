import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db, transact } from "#db/client.ts";
import { diagnoses, inboxMessages } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { addGrant, grantsCookie, readGrants, ticketGrant, writeGrants } from "#server/auth/index.ts";
import { postMessage, renewTicketLink } from "#server/tickets/index.ts";
import { key, openPaid, staff } from "#server/tickets/testing.ts";
import { openItem } from "../inbox/actions.ts";
import { inboxCustomers } from "./inbox.ts";
import { grants } from "./session.ts";
import { loadTicket } from "./ticket.ts";

freshDatabase({ beforeEach, afterEach });

const jar = vi.hoisted(() => new Map<string, string>());
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) } : undefined),
    set: (name: string, value: string) => jar.set(name, value),
  }),
  headers: async () => new Headers(),
}));
vi.mock("next-intl/server", () => ({ getLocale: async () => "zh-CN" }));
beforeEach(() => jar.clear());

test("the page of a ticket has what was said to its customer, nothing of what was noted, and only for its browser", async () => {
  const { number } = await openPaid();
  const say = (ctx: ReturnType<typeof staff>, body: string, visibility: "public" | "internal") =>
    postMessage({ ctx, input: { number, body, visibility } });
  await say(key("k1"), "内部-渠道回执", "internal");
  await say(staff("a"), "公开-正在核实", "public");
  await say(staff("a"), "内部-疑似黑产", "internal");
  await say(key("k1"), "公开-请稍候", "public");
  expect(await loadTicket(number)).toBeUndefined();
  const now = new Date();
  jar.set(grantsCookie(), writeGrants(addGrant(readGrants(undefined, now), "tickets", number), now));
  const page = await loadTicket(number);
  expect(page?.ticket.messages.slice(1).map(({ body }) => body)).toEqual(["公开-正在核实", "公开-请稍候"]);
  expect(page?.trace?.orderNo).toBe("O1");
  expect(JSON.stringify(page)).not.toContain("内部");
});

test("a browser that an old link let in is out once the link is replaced, unless it has a right of its own", async () => {
  const { number, diagnosisId } = await openPaid();
  const now = new Date();
  const nothing = readGrants(undefined, now);
  const byLink = writeGrants(addGrant(nothing, "tickets", ticketGrant(number, 1)), now);
  const byRun = writeGrants(addGrant(nothing, "diagnoses", diagnosisId), now);
  jar.set(grantsCookie(), byLink);
  expect(await loadTicket(number)).toBeDefined();
  await renewTicketLink({ ctx: staff("a"), input: { number } });
  expect(await loadTicket(number)).toBeUndefined();
  expect((await grants()).tickets).toEqual([]);
  jar.set(grantsCookie(), byRun);
  expect((await loadTicket(number))?.ticket.number).toBe(number);
  jar.set(grantsCookie(), writeGrants(addGrant(nothing, "tickets", ticketGrant(number, 2)), now));
  expect((await loadTicket(number))?.ticket.number).toBe(number);
});

test("a ticket's link opens that ticket and nothing else: no inbox, and by it neither the run nor the renewed ticket", async () => {
  const { number, diagnosisId } = await openPaid();
  const [run] = await db.select().from(diagnoses).where(eq(diagnoses.id, diagnosisId));
  const customerId = run?.customerId ?? "";
  const messages = ["01", "02"].map((id, i) => ({
    ...{ id, eventId: id, customerId, kind: "ticket_replied", params: {}, read: false, createdAt: new Date() },
    ...(i === 0 ? { ticketNumber: number } : { diagnosisId, orderNo: "O1" }),
  }));
  await transact((tx) => tx.insert(inboxMessages).values(messages));
  const now = new Date();
  const byLink = writeGrants(addGrant(readGrants(undefined, now), "tickets", ticketGrant(number, 1)), now);
  jar.set(grantsCookie(), byLink);
  expect(await loadTicket(number)).toBeDefined();
  expect(await inboxCustomers()).toEqual([]);
  for (const { id } of messages) await expect(openItem(id)).rejects.toThrow("NEXT_REDIRECT");
  expect(jar.get(grantsCookie())).toBe(byLink);
  await renewTicketLink({ ctx: staff("a"), input: { number } });
  expect([await loadTicket(number), (await grants()).diagnoses]).toEqual([undefined, []]);
});
