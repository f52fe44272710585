import { and, eq } from "drizzle-orm";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { metricBuilds, metricCells, slaTargets, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock, HOUR_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { DomainError } from "#server/core/errors.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import {
  confirmResolved,
  inSlice,
  keysOf,
  listTickets,
  mergeTicket,
  postMessage,
  rateTicket,
  reopenTicket,
  type Slice,
  slaOverdue,
  unmergeTicket,
  updateTicket,
  workOverdue,
} from "#server/tickets/index.ts";
import { key, later, open, openPaid, run, staff, staffAccount } from "#server/tickets/testing.ts";
import { managerOverview } from "../manager-overview.ts";
import { checkCells } from "./check-cells.ts";
import { foldDeltas } from "./fold.ts";
import { type By, sumFallen, sumNumbers, sumStock } from "./read.ts";
import { partsIn } from "./rows.ts";

freshDatabase({ beforeEach, afterEach });

const ctx = (at: string): Ctx => ({
  actor: { kind: "staff", id: "boss", name: "Boss", role: "manager", freshUntil: ALWAYS },
  clock: fixedClock(at),
});

const stocks = ["open", "amount_at_risk"];
const flows = ["opened", "ended", "first_response", "first_resolution", "full_resolution"];
const others = ["requester_wait", "agent_work", "one_touch", "reopened", "satisfied"];
const clockNames = ["first_response", "next_response", "verification", "resolution"] as const;
const clocks = clockNames.flatMap((metric) => [
  ...[`sla.${metric}.met`, `sla.${metric}.breached`, `work.${metric}.met`, `work.${metric}.breached`],
]);
const metrics = [...flows, ...others, "rated", ...clocks];

type Step = { verb: number; ticket: number; minutes: number; pick: number };
const step = fc.record({
  verb: fc.integer({ min: 0, max: 13 }),
  ticket: fc.integer({ min: 0, max: 3 }),
  minutes: fc.integer({ min: 1, max: 500 }),
  pick: fc.integer({ min: 0, max: 3 }),
});

/** Plays verbs against four tickets at most; what a rule refuses changes nothing. @returns when the last one was */
async function play(steps: readonly Step[]): Promise<string> {
  const numbers: string[] = [];
  let minutes = 0;
  for (const each of steps) {
    minutes += each.minutes;
    const at = later(minutes);
    try {
      await act(each, numbers, at);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
  return later(minutes + 1);
}

async function act({ verb, ticket, pick }: Step, numbers: string[], at: string): Promise<void> {
  const number = numbers[ticket];
  if (number === undefined) {
    const orderNo = `O${numbers.length + 1}`;
    await send(paidWithoutCallback(orderNo, 0));
    numbers.push((await open(await run(orderNo), {}, at)).number);
    return;
  }
  const agent = staff(`u${(pick % 2) + 1}`, at);
  const version = async () =>
    (await listTickets({ ctx: agent, input: { q: number, queue: "all" } })).items.find((t) => t.number === number)
      ?.version ?? 1;
  const update = async (change: object) =>
    updateTicket({ ctx: agent, input: { number, version: await version(), ...change } });
  if (verb <= 1) await postMessage({ ctx: agent, input: { number, body: "在查" } });
  else if (verb === 2) await update({ status: ["open", "waiting_customer", "waiting_upstream"][pick % 3] });
  else if (verb <= 4) await update({ status: "resolved" });
  else if (verb === 5) await reopenTicket({ ctx: agent, input: { number, reason: "还没到" } });
  else if (verb === 6) await update({ causeCode: ["CB_MISSING", "PAY_UNPAID", "UNKNOWN"][pick % 3] });
  else if (verb === 7) await update({ assignee: pick === 3 ? null : `u${(pick % 2) + 1}` });
  else if (verb === 8) await confirmResolved({ ctx: agent, input: { number } });
  else if (verb === 9) {
    const into = numbers[(ticket + 1 + pick) % numbers.length] ?? number;
    await mergeTicket({ ctx: agent, input: { number, version: await version(), into } });
  } else if (verb === 10) await unmergeTicket({ ctx: agent, input: { number, version: await version() } });
  else if (verb <= 12) await rateTicket({ ctx: key("shop", ["*"], at), input: { number, good: pick > 0 } });
  else await foldDeltas(agent);
}

const cells = async () =>
  (await db.select().from(metricCells)).map((cell) => JSON.stringify({ ...cell, at: cell.at.toISOString() })).sort();

describe("after any sequence of changes", () => {
  beforeEach(async () => {
    await staffAccount("u1");
    await staffAccount("u2");
  });

  test.each([1, 2, 3])("cells, a rebuild and the lists give the same numbers (%i)", async (seed) => {
    const [steps = []] = fc.sample(fc.array(step, { minLength: 30, maxLength: 30 }), { numRuns: 1, seed });
    await foldDeltas(ctx(later(0)));
    const end = await play(steps);
    const now = new Date(end);
    const whole = { from: new Date(now.getTime() - 400 * HOUR_MS), to: now };
    const part = { from: new Date(now.getTime() - 47 * HOUR_MS - 123_456), to: new Date(now.getTime() - 3 * HOUR_MS) };
    const rows = await db.select().from(tickets);
    const slices: Slice[] = [{}, ...rows.map(keysOf), ...rows.map(keysOf).flatMap(each)];

    const check = async () => {
      for (const period of [whole, part]) {
        for (const slice of slices) await agree(period, slice, now);
        for (const by of ["cause", "agent", "day"] as By[]) {
          const all = await sumNumbers({ reader: db, metrics, period, now });
          const groups = await sumNumbers({ reader: db, metrics, period, now, by });
          for (const metric of metrics) {
            const together = groups.keysOf(metric).reduce((n, key) => n + groups.of(metric, key).n, 0);
            expect([metric, by, together]).toEqual([metric, by, all.of(metric).n]);
          }
        }
      }
    };
    await check();
    await foldDeltas(ctx(end));
    await check();

    const folded = await cells();
    expect(await checkCells(ctx(end))).toEqual({ cells: folded.length, same: true });
    expect(await cells()).toEqual(folded);
    await transact((tx) => tx.update(metricCells).set({ n: 7 }).where(eq(metricCells.metric, "opened")));
    expect(await checkCells(ctx(end))).toEqual({ cells: folded.length, same: false });
    expect(await cells()).toEqual(folded);
    expect(folded.length).toBeGreaterThan(50);
  });
});

const each = ({ cause, channel, agent, queue }: Required<Slice>): Slice[] => [
  { cause },
  { channel },
  { agent },
  { queue },
  { cause, agent },
];

/** A number by cells, by its rows and by the length of its list. */
async function agree(period: { from: Date; to: Date }, slice: Slice, now: Date): Promise<void> {
  const sums = await sumNumbers({ reader: db, metrics, period, now, slice });
  const parts = await partsIn(db, metrics, period, slice);
  for (const metric of metrics) {
    const counted = parts.filter((part) => part.metric === metric);
    const { n, ms, buckets } = sums.of(metric);
    const inBuckets = [...buckets.values()].reduce((sum, count) => sum + count, 0);
    const expected = counted.reduce((sum, part) => sum + (part.ms ?? 0), 0);
    expect({ metric, slice, n, ms }).toEqual({ metric, slice, n: counted.length, ms: expected });
    expect(inBuckets).toBe(counted.filter((part) => part.ms !== null).length);
  }
  await agreeOnDue(period, slice, now);
  const stock = await sumStock({ reader: db, metrics: stocks, now, slice });
  const lists = [...stocks, ...flows.filter((metric) => metric !== "ended"), ...others];
  for (const metric of lists) {
    const input = { metric, from: period.from.toISOString(), to: period.to.toISOString(), limit: 100 };
    const condition = inSlice(slice);
    const listed = await listTickets({ ctx: ctx(now.toISOString()), input }, condition ? [condition] : []);
    const { n } = stocks.includes(metric) ? stock.of(metric) : sums.of(metric);
    expect({ metric, slice, n }).toEqual({ metric, slice, n: listed.items.length });
  }
}

/** Clocks that run and are past due, by cells and by their rows. */
async function agreeOnDue(period: { from: Date; to: Date }, slice: Slice, now: Date): Promise<void> {
  for (const whose of ["sla", "work"] as const) {
    const dues = clockNames.map((metric) => `${whose}.${metric}.due`);
    const fallen = await sumFallen({ reader: db, metrics: dues, period, now, slice });
    const byAgent = await sumFallen({ reader: db, metrics: dues, period, now, slice, by: "agent" });
    for (const metric of clockNames) {
      const overdue = whose === "sla" ? slaOverdue(period, now) : workOverdue(period, now);
      const rows = await db
        .select({ id: slaTargets.id })
        .from(slaTargets)
        .innerJoin(tickets, eq(tickets.id, slaTargets.ticketId))
        .where(and(eq(slaTargets.metric, metric), overdue, inSlice(slice)));
      const name = `${whose}.${metric}.due`;
      const byKey = byAgent.keysOf(name).reduce((n, agent) => n + byAgent.of(name, agent).n, 0);
      expect([name, slice, fallen.of(name).n, byKey]).toEqual([name, slice, rows.length, rows.length]);
    }
  }
}

test("a clock that runs out is counted from that moment on, though nobody wrote anything, and no more once it is decided", async () => {
  await staffAccount("u1");
  await foldDeltas(ctx(later(0)));
  const { number } = await openPaid("O1");
  const fallen = async (minutes: number) => {
    const now = new Date(later(minutes));
    const period = { from: new Date(now.getTime() - 48 * HOUR_MS), to: new Date(now.getTime() + 48 * HOUR_MS) };
    await agreeOnDue(period, {}, now);
    const sums = await sumFallen({ reader: db, metrics: ["sla.verification.due"], period, now, by: "cause" });
    return sums.of("sla.verification.due", "CB_MISSING").n;
  };
  const [clock] = await db.select().from(slaTargets).where(eq(slaTargets.metric, "verification"));
  const dueIn = Math.round(((clock?.dueAt.getTime() ?? 0) - new Date(later(0)).getTime()) / 60_000);
  expect(await fallen(dueIn)).toBe(0);
  expect(await fallen(dueIn + 1)).toBe(1);
  await foldDeltas(ctx(later(dueIn + 1)));
  expect([await fallen(dueIn), await fallen(dueIn + 1), await fallen(dueIn + 700)]).toEqual([0, 1, 1]);
  const agent = staff("u1", later(dueIn + 2));
  await updateTicket({ ctx: agent, input: { number, version: 1, status: "resolved" } });
  expect(await fallen(dueIn + 3)).toBe(0);
  await foldDeltas(ctx(later(dueIn + 3)));
  expect(await fallen(dueIn + 700)).toBe(0);
  expect((await checkCells(ctx(later(dueIn + 4)))).same).toBe(true);
});

test("a ticket that was joined to another counts for nothing, in numbers, lists and a rebuild, until they are parted", async () => {
  await staffAccount("u1");
  await foldDeltas(ctx(later(0)));
  const [first, second] = [(await openPaid("O1")).number, (await openPaid("O2")).number];
  const agent = staff("u1", later(5));
  await postMessage({ ctx: agent, input: { number: second, body: "在查" } });
  const told = async (at: string) => {
    const now = new Date(at);
    const period = { from: new Date(now.getTime() - 48 * HOUR_MS), to: now };
    const input = { from: period.from.toISOString(), to: at };
    await agree(period, {}, now);
    const { flow, days } = await managerOverview({ ctx: ctx(at), input });
    const listed = async (metric: string) =>
      (await listTickets({ ctx: ctx(at), input: { metric, ...input, limit: 100 } })).items.length;
    expect([await listed("opened"), await listed("backlog")]).toEqual([flow.opened.value, flow.backlog.value]);
    expect(days.at(-1)?.backlog).toBe(flow.backlog.value);
    const sums = await sumNumbers({ reader: db, metrics: flows, period, now });
    return [flow.opened.value, flow.backlog.value, sums.of("ended").n, sums.of("first_response").n];
  };
  const versionOf = async (number: string) =>
    (await db.select().from(tickets).where(eq(tickets.number, number)))[0]?.version ?? 0;
  expect(await told(later(6))).toEqual([2, 2, 0, 1]);
  await mergeTicket({
    ctx: staff("u1", later(7)),
    input: { number: second, version: await versionOf(second), into: first },
  });
  expect(await told(later(8))).toEqual([1, 1, 0, 0]);
  await foldDeltas(ctx(later(9)));
  expect(await told(later(9))).toEqual([1, 1, 0, 0]);
  expect((await checkCells(ctx(later(9)))).same).toBe(true);
  await unmergeTicket({ ctx: staff("u1", later(10)), input: { number: second, version: await versionOf(second) } });
  expect(await told(later(11))).toEqual([2, 2, 0, 1]);
  await foldDeltas(ctx(later(11)));
  expect((await checkCells(ctx(later(12)))).same).toBe(true);
  expect(await told(later(12))).toEqual([2, 2, 0, 1]);
});

test("what shops tell of credits is added in their own transaction, moves with a better word, and is what a rebuild finds", async () => {
  await foldDeltas(ctx(later(0)));
  // Each was paid at its twentieth second.
  const credit = (orderNo: string, minutes: number, reference: string) =>
    event("topup.credit.posted", 20 + minutes * 60, { orderNo, amountFen: 20_000, reference });
  const read = async () => {
    const period = { from: new Date(new Date(later(0)).getTime() - 48 * HOUR_MS), to: new Date(later(600)) };
    const sums = await sumNumbers({ reader: db, metrics: ["paid_to_credited"], period, now: new Date(later(600)) });
    const { n, ms, buckets } = sums.of("paid_to_credited");
    return [n, ms / 60_000, [...buckets.values()].reduce((all, some) => all + some, 0)];
  };
  await send([...paidWithoutCallback("O1", 0), ...paidWithoutCallback("O2", 0), ...paidWithoutCallback("O3", 0)]);
  expect(await read()).toEqual([0, 0, 0]);
  await send([credit("O1", 9, "c1"), credit("O2", 5, "c2")]);
  expect(await read()).toEqual([2, 14, 2]);
  await foldDeltas(ctx(later(1)));
  expect(await read()).toEqual([2, 14, 2]);
  // An earlier credit of the same order is told later; another order is told of again and is as it was.
  await send([credit("O1", 2, "c0"), credit("O2", 5, "c2")]);
  expect(await read()).toEqual([2, 7, 2]);
  await foldDeltas(ctx(later(2)));
  expect(await read()).toEqual([2, 7, 2]);
  expect((await checkCells(ctx(later(3)))).same).toBe(true);
  expect(await read()).toEqual([2, 7, 2]);
});

test("cells that an earlier version made are not believed: until they are built anew, tickets themselves answer", async () => {
  await openPaid();
  await foldDeltas(ctx(later(1)));
  await transact(async (tx) => {
    await tx.update(metricCells).set({ n: 77 });
    await tx.update(metricBuilds).set({ version: 1 });
  });
  const asked = { reader: db, metrics: ["opened"], now: new Date(later(2)) };
  const period = { from: new Date(later(-60 * 48)), to: new Date(later(2)) };
  expect((await sumNumbers({ ...asked, period })).of("opened").n).toBe(1);
  expect((await sumStock({ ...asked, metrics: ["open"] })).of("open").n).toBe(1);
  await foldDeltas(ctx(later(3)));
  expect((await sumNumbers({ ...asked, period })).of("opened").n).toBe(1);
});

test("what is noted is folded once, whoever folds", async () => {
  await foldDeltas(ctx(later(0)));
  await openPaid("O9");
  await Promise.all([foldDeltas(ctx(later(1))), foldDeltas(ctx(later(1))), foldDeltas(ctx(later(1)))]);
  expect((await sumStock({ reader: db, metrics: ["open"], now: new Date(later(2)) })).of("open").n).toBe(1);
  expect(await transact((tx) => tx.select().from(metricCells).limit(1))).toHaveLength(1);
});
