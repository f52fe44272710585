import { count, eq, like } from "drizzle-orm";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { deskDeltas, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { newId } from "#server/core/ids.ts";
import { derivedOf } from "../derived.ts";
import { foldCounts, queueCounts, recountViews } from "../index.ts";
import { ticketQueues } from "../schemas.ts";
import { NEVER } from "../sla.ts";
import { NOW, refusal, staff, staffAccount } from "../testing.ts";
import { followTicket } from "../work/index.ts";
import { callPeople } from "../work/mentions.ts";
import { changeTicket, flipTicket, insertTicket } from "../write.ts";
import { builtInViews } from "./built-in.ts";
import { countOn } from "./count-on.ts";
import { countsOf } from "./counts.ts";
import { listViews } from "./list-views.ts";
import { removeView } from "./remove-view.ts";
import { saveView } from "./save-view.ts";
import type { ViewFilter } from "./schemas.ts";
import { whereOf } from "./where.ts";

freshDatabase({ beforeEach, afterEach });

const lead = staff("lou", NOW, "lead");
const agent = staff("ann");
const at = (minutes: number) => new Date(Date.parse(NOW) + minutes * 60_000);

const blank = () => {
  const id = newId();
  return {
    ...{ id, number: `TK${id}`.toUpperCase(), accessHash: id, locale: "zh-CN", version: 1, tags: [] as string[] },
    ...({ status: "new", priority: "normal", claim: "other", causeCode: "UNKNOWN", chargeState: "none" } as const),
    ...{ diagnosis: { reasons: [], answers: [] }, openedAt: at(0), updatedAt: at(0), nextDueAt: NEVER },
    ...{ reopenCount: 0, publicReplyCount: 0 },
  };
};
const add = (values: Partial<typeof tickets.$inferInsert> = {}) =>
  transact((tx) => insertTicket(tx, agent, { ...blank(), ...values }));

const changes = fc.record(
  {
    status: fc.constantFrom("new", "open", "waiting_customer", "resolved", "closed"),
    assigneeId: fc.constantFrom("ann", "bob", null),
    priority: fc.constantFrom("urgent", "normal"),
    tags: fc.constantFrom([], ["vip"], ["vip", "late"]),
    snoozeUntil: fc.constantFrom(null, at(5), at(500)),
    nextDueAt: fc.constantFrom(NEVER, at(-1), at(3), at(300)),
    moneyStuck: fc.boolean(),
  },
  { requiredKeys: [] },
);
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("add" as const), set: changes }),
    fc.record({ kind: fc.constant("change" as const), which: fc.nat(50), set: changes }),
    fc.record({ kind: fc.constant("flip" as const), which: fc.nat(50), minutes: fc.constantFrom(0, 4, 400) }),
    fc.record({
      kind: fc.constant("follow" as const),
      which: fc.nat(50),
      who: fc.constantFrom("ann", "bob"),
      on: fc.boolean(),
    }),
    fc.record({ kind: fc.constant("call" as const), which: fc.nat(50), who: fc.constantFrom("ann", "bob") }),
    fc.record({ kind: fc.constant("fold" as const) }),
    fc.record({ kind: fc.constant("count" as const) }),
  ),
  { minLength: 40, maxLength: 40 },
);

type Step =
  | { kind: "add"; set: Partial<typeof tickets.$inferInsert> }
  | { kind: "change"; which: number; set: Partial<typeof tickets.$inferInsert> }
  | { kind: "flip"; which: number; minutes: number }
  | { kind: "follow"; which: number; who: string; on: boolean }
  | { kind: "call"; which: number; who: string }
  | { kind: "fold" }
  | { kind: "count" };

async function take(step: Step): Promise<void> {
  if (step.kind === "fold") return void (await foldCounts());
  // A ticket at a time, twenty at most: the lists of ended tickets are seldom whole while the steps are taken.
  if (step.kind === "count") return void (await countOn(agent, 1));
  if (step.kind === "add") return void (await add(step.set));
  await transact(async (tx) => {
    const rows = await tx.select().from(tickets).orderBy(tickets.id);
    const row = rows[step.which % Math.max(1, rows.length)];
    if (!row) return;
    if (step.kind === "follow") {
      await followTicket({ ctx: { ...staff(step.who), tx }, input: { number: row.number, follow: step.on } });
    } else if (step.kind === "call") {
      const message = { id: newId(), visibility: "internal" as const, mentions: [step.who] };
      await callPeople(tx, agent, row.id, message);
    } else if (step.kind === "flip") await flipTicket(tx, row, derivedOf(row, at(step.minutes)));
    else await changeTicket(tx, agent, row, { set: step.set, steps: [], topic: "ticket.updated" });
  });
}

async function expectTrue(filters: Record<string, ViewFilter>) {
  for (const me of ["ann", "bob", "cy"]) {
    const kept = await countsOf(db, Object.keys(filters), me);
    for (const [id, filter] of Object.entries(filters)) {
      const [row] = await db.select({ n: count() }).from(tickets).where(whereOf(filter, me));
      expect([id, me, kept.get(id)]).toEqual([id, me, Number(row?.n)]);
    }
  }
}

describe("the number of a list", () => {
  test("is what the list holds, whatever was done and folded in between", async () => {
    const mine: ViewFilter = { open: true, assignee: ["me", "none"], tags: ["vip"] };
    const over: ViewFilter = { assignee: ["me", "bob"], status: ["resolved", "open"] };
    const late: ViewFilter = { status: ["open", "new"], due: ["breached", "at_risk"], priority: ["urgent"] };
    const done: ViewFilter = { open: false, without: ["channel"] };
    const about: ViewFilter[] = [
      { followed: true },
      { followed: false, open: true },
      { called: true, assignee: ["me"] },
      { followed: true, called: false, status: ["open", "new", "resolved"], assignee: ["me", "bob", "none"] },
    ];
    for (const person of ["ann", "bob"]) await staffAccount(person);
    let third = { id: "" };
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const made = await saveView({ ctx: lead, input: { name: "a", filter: mine, shared: true } });
        const ended = await saveView({ ctx: lead, input: { name: "c", filter: over, shared: true } });
        const company: Record<string, ViewFilter> = {};
        for (const filter of about) {
          company[(await saveView({ ctx: lead, input: { name: "e", filter, shared: true } })).id] = filter;
        }
        for (const [i, step] of (list as Step[]).entries()) {
          await take(step);
          if (i === 20) {
            // One that begins while there are tickets, and one that is changed.
            const other = await saveView({ ctx: agent, input: { name: "b", filter: late } });
            await expectTrue({ [other.id]: late });
            third = await saveView({ ctx: agent, input: { name: "d", filter: done } });
            await saveView({ ctx: lead, input: { id: made.id, name: "a", filter: late, shared: true, version: 1 } });
          }
        }
        while ((await countOn(agent)) > 0);
        const all = { ...builtInViews, [made.id]: late, [ended.id]: over, [third.id]: done, ...company };
        await expectTrue(all);
        await foldCounts();
        expect(await db.select().from(deskDeltas).where(eq(deskDeltas.kind, "view"))).toEqual([]);
        await expectTrue(all);
        await recountViews();
        await expectTrue(all);
      }),
      { numRuns: 5, seed: 11 },
    );
  });

  test("is true after writes that raced each other, a list that began meanwhile, and folds", async () => {
    const rows = await Promise.all(Array.from({ length: 12 }, () => add()));
    const filter: ViewFilter = { open: true, priority: ["urgent"] };
    const ended: ViewFilter = { status: ["resolved", "open"] };
    const change = (row: (typeof rows)[number], set: Partial<typeof tickets.$inferInsert>) =>
      transact(async (tx) => {
        const [now] = await tx.select().from(tickets).where(eq(tickets.id, row.id));
        if (now) await changeTicket(tx, agent, now, { set, steps: [], topic: "ticket.updated" });
      });
    const [view, all] = await Promise.all([
      saveView({ ctx: agent, input: { name: "a", filter } }),
      saveView({ ctx: agent, input: { name: "b", filter: ended } }),
      countOn(agent, 2),
      ...rows.map((row, i) => change(row, { priority: i % 2 ? "urgent" : "low", assigneeId: i % 3 ? "ann" : null })),
      foldCounts(),
      ...rows.map((row, i) => change(row, { status: i % 4 ? "open" : "resolved" })),
      foldCounts(),
      countOn(agent, 3),
      add({ priority: "urgent" }),
    ]);
    await countOn(agent, 2);
    await expectTrue({ ...builtInViews, [view.id]: filter, [all.id]: ended });
  });

  test("of the queues keeps its shape", async () => {
    await add({ assigneeId: "ann" });
    await add({ status: "resolved" });
    const counts = await queueCounts({ ctx: agent });
    expect(Object.keys(counts)).toEqual([...ticketQueues]);
    expect(counts).toMatchObject({ open: 1, mine: 1, unassigned: 0, resolved: 1, all: 2 });
    expect((await queueCounts({ ctx: staff("bob") })).mine).toBe(0);
  });
});

describe("a saved list", () => {
  test("is seen by whose it is, or by everybody when a lead shares it", async () => {
    const own = await saveView({ ctx: agent, input: { name: "own", filter: { open: true } } });
    expect(await refusal(saveView({ ctx: agent, input: { name: "x", filter: {}, shared: true } }))).toMatchObject({
      status: 403,
    });
    const shared = await saveView({ ctx: lead, input: { name: "all", filter: { cause: ["UNKNOWN"] }, shared: true } });
    const names = async (ctx = agent) => (await listViews({ ctx })).items.map(({ name }) => name);
    expect(await names()).toEqual(["all", "own"]);
    expect(await names(staff("bob"))).toEqual(["all"]);
    expect(await refusal(removeView({ ctx: staff("bob"), input: { id: own.id } }))).toMatchObject({ status: 404 });
    expect(await refusal(removeView({ ctx: agent, input: { id: shared.id } }))).toMatchObject({ status: 403 });
    await removeView({ ctx: agent, input: { id: own.id } });
    await removeView({ ctx: lead, input: { id: shared.id } });
    expect(await names()).toEqual([]);
  });

  test("of ended tickets is counted up to a bound until all there are were counted, and says so", async () => {
    for (let i = 0; i < 3; i++) await add({ status: "resolved" });
    await saveView({ ctx: agent, input: { name: "done", filter: { open: false } } });
    expect((await listViews({ ctx: agent })).items).toMatchObject([{ counted: false, count: 3, more: false }]);
    expect(await countOn(agent)).toBe(0);
    await add({ status: "closed" });
    expect((await listViews({ ctx: agent })).items).toMatchObject([{ counted: true, count: 4, more: false }]);
  });

  test("keeps its number when only its name changes, and is counted anew when what it holds does", async () => {
    for (let i = 0; i < 3; i++) await add({ status: "resolved" });
    const filter: ViewFilter = { open: false };
    const { id } = await saveView({ ctx: agent, input: { name: "done", filter } });
    await countOn(agent);
    await saveView({ ctx: agent, input: { id, name: "ended", filter, version: 1 } });
    expect((await listViews({ ctx: agent })).items).toMatchObject([{ name: "ended", counted: true, count: 3 }]);
    await saveView({ ctx: agent, input: { id, name: "ended", filter: { ...filter, reopened: true }, version: 2 } });
    expect((await listViews({ ctx: agent })).items).toMatchObject([{ counted: false, count: 0 }]);
  });

  test("about who follows, or was called, has a number a person, also when a person follows while it is counted", async () => {
    for (const person of ["ann", "bob"]) await staffAccount(person);
    const numbersOf: string[] = [];
    for (const status of ["open", "open", "open", "resolved", "resolved", "resolved"] as const) {
      numbersOf.push((await add({ status })).number);
    }
    const follow = (person: string, which: number, on = true) =>
      followTicket({ ctx: staff(person), input: { number: numbersOf[which] ?? "", follow: on } });
    for (const which of [1, 2, 3]) await follow("ann", which);
    await saveView({ ctx: lead, input: { name: "followed", filter: { followed: true }, shared: true } });
    await saveView({ ctx: lead, input: { name: "others", filter: { followed: false, open: true }, shared: true } });
    const listed = async (person: string) =>
      (await listViews({ ctx: staff(person) })).items.map(({ name, count, counted }) => `${name} ${count} ${counted}`);
    expect((await listed("ann")).sort()).toEqual(["followed 3 false", "others 1 false"]);
    await Promise.all([countOn(agent, 2), follow("bob", 0), follow("bob", 5)]);
    while ((await countOn(agent, 2)) > 0);
    expect((await listed("ann")).sort()).toEqual(["followed 3 true", "others 1 true"]);
    expect((await listed("bob")).sort()).toEqual(["followed 2 true", "others 2 true"]);
    await follow("bob", 0, false);
    await follow("bob", 5, false);
    for (const person of ["bob", "cy"]) {
      expect((await listed(person)).sort()).toEqual(["followed 0 true", "others 3 true"]);
    }
  });

  test("keeps numbers for whoever may look at it alone, and a ticket that all follow can be written", async () => {
    const { number, id } = await add();
    const people = Array.from({ length: 40 }, (_, i) => `p${i}`);
    for (const person of people) {
      await staffAccount(person);
      await followTicket({ ctx: staff(person), input: { number, follow: true } });
    }
    const own = await saveView({ ctx: staff("p1"), input: { name: "own", filter: { open: true, followed: true } } });
    for (let i = 0; i < 60; i++) {
      await saveView({ ctx: lead, input: { name: `${i}`, filter: { open: true, followed: true }, shared: true } });
    }
    while ((await countOn(agent)) > 0);
    await transact(async (tx) => {
      const [row] = await tx.select().from(tickets).where(eq(tickets.id, id));
      // 2,401 numbers move at once.
      if (row) await changeTicket(tx, agent, row, { set: { status: "resolved" }, steps: [], topic: "ticket.updated" });
    });
    const moved = await db
      .select()
      .from(deskDeltas)
      .where(like(deskDeltas.key, `${own.id}%`));
    expect(moved.map(({ key, n }) => [key, n])).toEqual([[`${own.id}:p1`, -1]]);
    expect((await listViews({ ctx: staff("p1") })).items.map(({ count }) => count)).toEqual(Array(61).fill(0));
    // Open again, it is in everybody's list that they share.
    await transact(async (tx) => {
      const [row] = await tx.select().from(tickets).where(eq(tickets.id, id));
      if (row) await changeTicket(tx, agent, row, { set: { status: "open" }, steps: [], topic: "ticket.updated" });
    });
    const [shared] = (await listViews({ ctx: staff("p2") })).items;
    expect(shared).toMatchObject({ count: 1, counted: true });
  });

  test("is counted a few tickets at a time, by the statements of one step whatever there is", async () => {
    for (let i = 0; i < 30; i++) await add({ status: "resolved" });
    const { id } = await saveView({ ctx: agent, input: { name: "done", filter: { open: false } } });
    // Twenty steps of one ticket a run.
    expect(await countOn(agent, 1)).toBe(1);
    expect((await countsOf(db, [id], "ann")).get(id)).toBe(20);
    expect(await countOn(agent, 1)).toBe(0);
    expect((await countsOf(db, [id], "ann")).get(id)).toBe(30);
  });

  test("is changed by one person at a time, and no more than a desk can use are kept", async () => {
    const view = await saveView({ ctx: agent, input: { name: "a", filter: { open: true } } });
    const input = { id: view.id, name: "b", filter: { open: true, asleep: true }, version: 1 };
    expect((await saveView({ ctx: agent, input })).version).toBe(2);
    expect(await refusal(saveView({ ctx: agent, input }))).toMatchObject({ status: 409, code: "VERSION_CONFLICT" });
    for (let i = 1; i < 30; i++) await saveView({ ctx: agent, input: { name: `${i}`, filter: { open: true } } });
    expect(await refusal(saveView({ ctx: agent, input: { name: "x", filter: {} } }))).toMatchObject({
      status: 422,
      code: "TOO_MANY_VIEWS",
    });
  });
});
