import { inArray } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { listRules } from "#server/automation/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { receiveEvents } from "#server/orders/index.ts";
import { listTeam } from "#server/shifts/index.ts";
import { openTicketStatuses } from "#server/tickets/schemas.ts";
import { freshStorage, staffAccount } from "#server/tickets/testing.ts";
import { setUpDesk } from "./desk.ts";
import { groundEvents } from "./events.ts";
import { Random } from "./random.ts";
import type { Colleague, Stage } from "./stage.ts";
import { ticketScript } from "./ticket-script.ts";
import { play } from "./timeline.ts";
import { DEMO_SIZES, planWorld } from "./world.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const now = new Date("2026-05-04T06:30:00Z");

test("today's work is two hundred tickets that failed of late", () => {
  const { planned } = planWorld(new Random(3), now);
  const today = planned.filter(({ asks }) => asks === "today");
  expect(today).toHaveLength(DEMO_SIZES.openTickets);
  expect(today.length).toBeGreaterThanOrEqual(200);
  const oldest = Math.min(...today.map(({ purchase }) => purchase.at.getTime()));
  expect(now.getTime() - oldest).toBeLessThan(11 * 3_600_000);
  expect(today.some(({ kind }) => kind === "OK")).toBe(false);
});

test("somebody is on shift, and the rules of the desk are there to be tried", async () => {
  for (const [id, role] of [
    ["ann", "agent"],
    ["bob", "agent"],
    ["mia", "manager"],
  ] as const)
    await staffAccount(id, role);
  const colleague = (id: string, role: Colleague["role"]): Colleague => ({
    ...{ email: `${id}@shop.example`, name: id, password: "", shown: true, id, role },
  });
  await setUpDesk([colleague("ann", "agent"), colleague("bob", "agent"), colleague("mia", "manager")], now);
  const ctx = systemContext("demo", fixedClock(now));
  const { team } = await listTeam({ ctx });
  expect(team.filter(({ onShift }) => onShift).map(({ id }) => id)).toEqual(["ann", "bob"]);
  expect((await listRules({ ctx })).items.map(({ enabled }) => enabled)).toEqual([true, false]);
});

test("every one of them is open when the demo begins, and some were begun", async () => {
  await staffAccount("ann");
  const random = new Random(3);
  const world = planWorld(random, now, { orders: 9, tickets: 0, liveTickets: 0, openTickets: 14 });
  const platform = { kind: "platform" as const, id: "platform", name: "platform" };
  const person = { email: "ann@shop.example", name: "ann", password: "", shown: true };
  const ann: Colleague = { ...person, id: "ann", role: "agent" };
  const stage: Stage = {
    ...{ random, now, agents: [ann], leads: [ann] },
    async send(events) {
      const ctx = { ...systemContext("demo", fixedClock(now)), actor: platform };
      await receiveEvents({ ctx, input: { events } });
    },
  };
  await stage.send(groundEvents(world.customers, new Date(now.getTime() - 32 * 86_400_000)));
  const asking = world.planned.filter(({ asks }) => asks !== "no");
  expect(await play(asking.map((planned) => ticketScript({ ...stage, planned })))).toEqual([]);
  const rows = await db.select().from(tickets);
  expect(rows).toHaveLength(14);
  const open = await db
    .select()
    .from(tickets)
    .where(inArray(tickets.status, [...openTicketStatuses]));
  expect(open).toHaveLength(14);
  expect(rows.some(({ publicReplyCount }) => publicReplyCount > 0)).toBe(true);
  expect(rows.some(({ firstReplyAt }) => firstReplyAt === null)).toBe(true);
});
