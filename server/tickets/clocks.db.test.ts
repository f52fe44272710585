import { and, asc, eq, isNotNull } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { calendars, slaPolicies, slaTargets, ticketEvents, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { ALWAYS, DEFAULT_POLICY, type SlaTarget } from "#server/sla/index.ts";
import { derivedClocks } from "./clock-log.ts";
import { confirmResolved, postMessage, reopenTicket, ticketClocks, updateTicket } from "./index.ts";
import { customer, holder, later, openPaid, refusal, staff } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const idOf = async (number: string) => {
  const [row] = await db.select().from(tickets).where(eq(tickets.number, number));
  return row?.id ?? "";
};
const kept = (ticketId: string) =>
  db.select().from(slaTargets).where(eq(slaTargets.ticketId, ticketId)).orderBy(asc(slaTargets.id));
const version = async (number: string) => {
  const [row] = await db.select().from(tickets).where(eq(tickets.number, number));
  return row?.version ?? 0;
};
const moveTo = async (
  number: string,
  status: "waiting_customer" | "waiting_upstream" | "open" | "resolved",
  at: string,
) => updateTicket({ ctx: staff("a", at), input: { number, status, version: await version(number) } });

/** Nine to six in Shanghai, every day: the tests' moment is eight in the morning there. */
const nineToSix = {
  zone: "Asia/Shanghai",
  weekly: Array.from({ length: 7 }, () => [{ from: 540, to: 1_080 }]),
  country: null,
  exceptions: {},
  days: {},
  holidayYears: [],
};

async function shopHours(n: number, minutes: number): Promise<void> {
  const { content } = DEFAULT_POLICY;
  const targets = { ...content.targets, resolution: { minutes, calendar: "shop", byPriority: {} } };
  await transact(async (tx) => {
    await tx.update(slaPolicies).set({ state: "retired" });
    const by = { createdByName: "l", createdAt: new Date(later(0)) };
    if (n === 1) await tx.insert(calendars).values({ id: "shop", version: 1, name: "店", content: nineToSix, ...by });
    await tx.insert(slaPolicies).values({
      ...{ version: `policy-${n}`, n, name: "店", state: "active", activatedAt: by.createdAt, ...by },
      content: { ...content, targets },
    });
  });
}

describe("the history of a ticket and its clocks", () => {
  test("what is kept of the clocks is what the history alone leads to", async () => {
    const opened = await openPaid();
    const { number } = opened;
    const id = await idOf(number);
    await postMessage({ ctx: staff("a", later(10)), input: { number, body: "请发截图" } });
    await moveTo(number, "waiting_customer", later(12));
    await postMessage({ ctx: await holder(opened, later(40)), input: { number, body: "给" } });
    await moveTo(number, "waiting_upstream", later(45));
    await postMessage({ ctx: await holder(opened, later(50)), input: { number, body: "好了吗" } });
    await moveTo(number, "open", later(90));
    await moveTo(number, "resolved", later(100));
    await reopenTicket({ ctx: await holder(opened, later(200)), input: { number, reason: "没到" } });
    await confirmResolved({ ctx: await holder(opened, later(260)), input: { number } });
    const derived = await derivedClocks(db, id);
    const rows = await kept(id);
    expect(rows).toHaveLength(6);
    const shown = ({
      metric,
      startedAt,
      dueAt,
      outcome,
      agentDueAt,
      agentOutcome,
      pausedMs,
      warnAt,
      escalateAt,
    }: SlaTarget) => ({
      ...{ metric, startedAt, dueAt, outcome, agentDueAt, agentOutcome, pausedMs, warnAt, escalateAt },
    });
    expect(rows.map(shown)).toEqual(derived?.targets.map(shown));
    expect(derived?.pauses).toEqual([
      { from: new Date(later(12)), to: new Date(later(40)), waits: "customer" },
      { from: new Date(later(45)), to: new Date(later(90)), waits: "upstream" },
    ]);
  });

  test("staff read the runs with their versions and both measures, and the pauses; nobody else does", async () => {
    const { number } = await openPaid();
    await moveTo(number, "waiting_upstream", later(10));
    const { clocks, pauses } = await ticketClocks({ ctx: staff("a", later(20)), input: { number } });
    expect(clocks.map(({ metric, policy, calendar, dueAt }) => [metric, policy, calendar, dueAt])).toEqual([
      ["first_response", "default-1", "always-1", later(120)],
      ["verification", "default-1", "always-1", later(60)],
      ["resolution", "default-1", "always-1", later(1_440)],
    ]);
    expect(pauses).toEqual([{ from: later(10), to: null, waits: "upstream" }]);
    const own = ticketClocks({ ctx: customer("C1001"), input: { number } });
    expect(await refusal(own)).toMatchObject({ status: 403 });
  });

  test("waiting for a supplier takes nothing off the customer's hour, and does not fall on the agent", async () => {
    const { number } = await openPaid();
    await moveTo(number, "waiting_upstream", later(10));
    await moveTo(number, "open", later(70));
    await moveTo(number, "resolved", later(80));
    const [check] = (await kept(await idOf(number))).filter(({ metric }) => metric === "verification");
    expect(check).toMatchObject({ outcome: "breached", agentOutcome: "met", agentDueAt: new Date(later(120)) });
  });

  test("a note says nothing to the clocks, and stands in the history without them", async () => {
    const { number } = await openPaid();
    await postMessage({ ctx: staff("a", later(5)), input: { number, body: "hm", visibility: "internal" } });
    const heard = await db
      .select({ type: ticketEvents.type })
      .from(ticketEvents)
      .where(and(eq(ticketEvents.ticketId, await idOf(number)), isNotNull(ticketEvents.clock)));
    expect(heard).toEqual([{ type: "opened" }]);
  });
});

describe("versions", () => {
  test("clocks count by the calendar of the policy that held when they started, and keep it", async () => {
    await shopHours(1, 60);
    const { number } = await openPaid();
    const id = await idOf(number);
    const resolution = async () => (await kept(id)).filter(({ metric }) => metric === "resolution");
    // Eight in the morning: the hour begins at nine.
    expect(await resolution()).toMatchObject([
      { policyVersion: "policy-1", calendarVersion: "shop@1", dueAt: new Date(later(120)) },
    ]);
    await shopHours(2, 30);
    await moveTo(number, "waiting_customer", later(90));
    await moveTo(number, "open", later(100));
    await moveTo(number, "resolved", later(105));
    await moveTo(number, "open", later(110));
    expect(await resolution()).toMatchObject([
      { policyVersion: "policy-1", dueAt: new Date(later(130)), outcome: "met", pausedMs: 600_000 },
      { policyVersion: "policy-2", dueAt: new Date(later(140)), outcome: null },
    ]);
    const derived = await derivedClocks(db, id);
    expect(derived?.targets.map(({ dueAt }) => dueAt)).toEqual((await kept(id)).map(({ dueAt }) => dueAt));
  });

  test("what stays round the clock is not touched by it", async () => {
    await shopHours(1, 60);
    const { number } = await openPaid();
    const [check] = (await kept(await idOf(number))).filter(({ metric }) => metric === "verification");
    expect(check).toMatchObject({ calendarVersion: ALWAYS.version, dueAt: new Date(later(60)) });
  });
});
