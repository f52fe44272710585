import { and, eq, like } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connection, db } from "#db/client.ts";
import { outbox, slaTargets, ticketEvents, tickets } from "#db/schema/index.ts";
import { plansOf, type TestDatabase, testDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { runClocks } from "./clock-job.ts";
import { getTicket, postMessage, updateTicket } from "./index.ts";
import { later, openPaid, staff } from "./testing.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const run = (minutes: number) => runClocks(systemContext("sla.clock", fixedClock(later(minutes))));
const ticketOf = async (number: string) => {
  const [row] = await db.select().from(tickets).where(eq(tickets.number, number));
  if (!row) throw new Error("no ticket");
  return row;
};
const told = async () =>
  (await db.select().from(outbox).where(like(outbox.topic, "sla.%")).orderBy(outbox.id))
    .filter(({ topic }) => topic !== "sla.due")
    .map(({ topic, payload }) => `${topic} ${payload.metric}`);
const targetOf = async (metric: "verification" | "first_response") => {
  const [row] = await db.select().from(slaTargets).where(eq(slaTargets.metric, metric));
  return row;
};

test("every look of the job goes off an index of what runs, not over all there ever was", async () => {
  await openPaid();
  const plans = await plansOf(database, () => run(1_600));
  expect(plans.filter((line) => /^SCAN (tickets|sla_targets)\b/.test(line))).toEqual([]);
  if (connection().dialect !== "sqlite") return;
  for (const index of ["tickets_open_state", "tickets_ageing", "warn", "breach", "escalate"]) {
    const name = index.startsWith("tickets") ? index : `sla_targets_${index}`;
    expect(
      plans.some((line) => line.includes(`${name} `)),
      name,
    ).toBe(true);
  }
});

describe("what time alone does", () => {
  test("a ticket comes at risk and is late without a new version, so that nobody who types meets a conflict", async () => {
    const { number } = await openPaid();
    const before = await ticketOf(number);
    expect(before.dueState).toBe("ok");
    await run(29);
    expect((await ticketOf(number)).dueState).toBe("ok");
    await run(30);
    expect((await ticketOf(number)).dueState).toBe("at_risk");
    await run(60);
    expect((await ticketOf(number)).dueState).toBe("at_risk");
    await run(61);
    expect(await ticketOf(number)).toMatchObject({
      dueState: "breached",
      version: before.version,
      updatedAt: before.updatedAt,
      publicUpdatedAt: before.publicUpdatedAt,
    });
  });

  test("warned once, late once, passed on once, each with its own moment and not the job's", async () => {
    const { number } = await openPaid();
    expect(await run(44)).toMatchObject({ warned: 0 });
    expect(await run(46)).toMatchObject({ warned: 1, breached: 0 });
    expect(await run(60)).toMatchObject({ warned: 0, breached: 0 });
    expect(await run(67)).toMatchObject({ breached: 1, escalated: 0 });
    expect(await run(89)).toMatchObject({ escalated: 0 });
    expect(await run(95)).toMatchObject({ warned: 1, escalated: 1 });
    await run(96);
    expect(await told()).toEqual([
      "sla.warned verification",
      "sla.breached verification",
      "sla.warned first_response",
      "sla.escalated verification",
    ]);
    expect(await targetOf("verification")).toMatchObject({
      warnedAt: new Date(later(45)),
      breachedAt: new Date(later(60)),
      escalatedAt: new Date(later(90)),
      outcome: null,
    });
    expect((await ticketOf(number)).escalatedAt).toEqual(new Date(later(90)));
    const steps = await db
      .select({ type: ticketEvents.type })
      .from(ticketEvents)
      .where(like(ticketEvents.type, "sla_%"));
    expect(steps.map(({ type }) => type)).toEqual(["sla_breached", "sla_escalated"]);

    // The desk reads it of the ticket, until it ends; opened again, it is nobody's matter but the agent's.
    const lead = staff("lou", later(97), "lead");
    const read = () => getTicket({ ctx: lead, input: { number } });
    expect((await read()).escalatedAt).toBe(new Date(later(90)).toISOString());
    const move = async (status: "resolved" | "open") =>
      updateTicket({ ctx: lead, input: { number, status, version: (await read()).version } });
    await move("resolved");
    expect((await read()).escalatedAt).toBeNull();
    await move("open");
    expect((await read()).escalatedAt).toBeNull();
  });

  test("a job that comes by a day late tells of breaches and not of warnings, and changes no verdict", async () => {
    const { number } = await openPaid();
    expect(await run(1_600)).toMatchObject({ breached: 3, escalated: 3 });
    expect((await told()).filter((line) => line.startsWith("sla.warned"))).toEqual([]);
    expect((await targetOf("verification"))?.breachedAt).toEqual(new Date(later(60)));
    await postMessage({ ctx: staff("a", later(1_601)), input: { number, body: "抱歉" } });
    expect(await targetOf("first_response")).toMatchObject({ outcome: "breached", dueAt: new Date(later(120)) });
  });

  test("what was answered before anybody looked is told of no more", async () => {
    const { number } = await openPaid();
    await postMessage({ ctx: staff("a", later(20)), input: { number, body: "在查" } });
    await run(1_000);
    expect(await told()).not.toContain("sla.breached first_response");
  });

  test("a clock that stands still is left alone, and warned of again when the pause gave it time", async () => {
    const { number } = await openPaid();
    await run(46);
    const move = async (status: "waiting_customer" | "open", at: number) => {
      const { version } = await ticketOf(number);
      await updateTicket({ ctx: staff("a", later(at)), input: { number, status, version } });
    };
    await move("waiting_customer", 40);
    await run(100);
    expect(await targetOf("verification")).toMatchObject({ breachedAt: null });
    await move("open", 100);
    expect(await targetOf("verification")).toMatchObject({ warnedAt: null, warnAt: new Date(later(105)) });
    expect(await run(106)).toMatchObject({ breached: 0, warned: 1 });
  });

  test("what was set aside stays so until its own job wakes it, and comes at risk all the same", async () => {
    const { number, version } = await openPaid().then(({ number }) => ticketOf(number));
    await updateTicket({ ctx: staff("a", later(1)), input: { number, version, snoozeUntil: later(10) } });
    await run(40);
    expect(await ticketOf(number)).toMatchObject({ dueState: "at_risk", asleep: true });
  });

  test("money that is stuck for a day goes to the top of the list", async () => {
    const { number } = await openPaid();
    const { rank } = await ticketOf(number);
    expect(rank).toBeGreaterThan(0);
    await run(60 * 26);
    expect((await ticketOf(number)).rank).toBe(0);
    const due = and(eq(outbox.topic, "sla.due"), eq(outbox.subject, `ticket:${number}`));
    expect((await db.select().from(outbox).where(due)).at(-1)?.payload).toMatchObject({ rank: 0 });
  });
});
