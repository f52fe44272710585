import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { later, openPaid, refusal, staff, staffAccount } from "#server/tickets/testing.ts";
import {
  assignTicket,
  assignWaiting,
  listShifts,
  listTeam,
  onShiftIds,
  planShift,
  removeShift,
  saveAssignment,
  saveSkills,
  saveState,
} from "./index.ts";

freshDatabase({ beforeEach, afterEach });

const lead = staff("lin", later(0), "lead");
const plan = (personId: string, from: number, to: number, ctx = lead) =>
  planShift({ ctx, input: { personId, from: later(from), to: later(to) } });
const job = (minutes: number) => systemContext("shifts.assign", fixedClock(later(minutes)));
const assigneeOf = async (number: string) => {
  const [row] = await db.select().from(tickets).where(eq(tickets.number, number));
  return row?.assigneeId;
};

describe("the plan", () => {
  test("who is on shift at a moment: its first is in it and its last is not", async () => {
    await staffAccount("a");
    await plan("a", 0, 60);
    const at = (minutes: number) => onShiftIds(db, new Date(later(minutes)));
    expect(await Promise.all([at(-1), at(0), at(59), at(60)])).toEqual([[], ["a"], ["a"], []]);
  });

  test("nobody is on shift twice at a time, one after the other is well, and a shift that is taken out is gone", async () => {
    await staffAccount("a");
    const { id } = await plan("a", 0, 60);
    expect(await refusal(plan("a", 59, 90))).toMatchObject({ status: 409, code: "SHIFT_OVERLAPS" });
    await plan("a", 60, 90);
    await removeShift({ ctx: lead, input: { id } });
    const { shifts } = await listShifts({ ctx: lead, input: { from: later(0), to: later(600) } });
    expect(shifts).toMatchObject([{ personId: "a", from: later(60), to: later(90), plannedBy: "lin" }]);
    expect(await refusal(removeShift({ ctx: lead, input: { id } }))).toMatchObject({ status: 404 });
    expect(await db.select().from(auditLog).where(eq(auditLog.action, "shift.planned"))).toHaveLength(2);
  });

  test("agents plan nobody, and nobody plans who is not there", async () => {
    await staffAccount("a");
    expect(await refusal(plan("a", 0, 60, staff("a")))).toMatchObject({ status: 403 });
    expect(await refusal(plan("ghost", 0, 60))).toMatchObject({ status: 422, code: "PERSON_UNKNOWN" });
  });
});

describe("giving tickets", () => {
  test("to the least loaded of those on shift, and to nobody when none is", async () => {
    for (const id of ["a", "b", "c"]) await staffAccount(id);
    const [first, second] = [await openPaid("O1"), await openPaid("O2")];
    const give = (number: string) => assignTicket({ ctx: staff("x", later(1)), input: { number } });
    expect(await refusal(give(first.number))).toMatchObject({ status: 409, code: "NOBODY_TO_ASSIGN" });
    await plan("a", 0, 60);
    await plan("b", 0, 60);
    expect((await give(first.number)).assignee.id).toBe("a");
    expect((await give(second.number)).assignee.id).toBe("b");
    // Once more is for somebody else.
    expect((await give(second.number)).assignee.id).toBe("a");
    const { team } = await listTeam({ ctx: staff("x", later(1)) });
    expect(team.map(({ id, open, onShift }) => [id, open, onShift])).toEqual([
      ["a", 2, true],
      ["b", 0, true],
      ["c", 0, false],
    ]);
  });

  test("by skill, and not to who is away or has enough", async () => {
    for (const id of ["a", "b", "c"]) await staffAccount(id);
    for (const id of ["a", "b", "c"]) await plan(id, 0, 60);
    await saveSkills({ ctx: lead, input: { personId: "a", skills: [{ queue: "risk", level: 3 }] } });
    await saveState({ ctx: staff("b"), input: { state: "away" } });
    await saveSkills({ ctx: lead, input: { personId: "c", skills: [], maxOpen: 1 } });
    const [one, two] = [await openPaid("O1"), await openPaid("O2")];
    await transact((tx) => tx.update(tickets).set({ queue: "risk" }).where(eq(tickets.number, two.number)));
    const give = (number: string) => assignTicket({ ctx: staff("x", later(1)), input: { number } });
    expect((await give(one.number)).assignee.id).toBe("c");
    expect((await give(two.number)).assignee.id).toBe("a");
    const third = await openPaid("O3");
    expect(await refusal(give(third.number))).toMatchObject({ code: "NOBODY_TO_ASSIGN" });
    await saveState({ ctx: staff("b"), input: { state: "on" } });
    expect((await give(third.number)).assignee.id).toBe("b");
  });

  test("by itself only where that is wanted, and as soon as somebody comes on shift", async () => {
    await staffAccount("a");
    const { number } = await openPaid();
    await plan("a", 30, 90);
    expect(await assignWaiting(job(40))).toBe(0);
    await saveAssignment({ ctx: lead, input: { automatic: true } });
    expect(await assignWaiting(job(20))).toBe(0);
    expect(await assignWaiting(job(40))).toBe(1);
    expect(await assigneeOf(number)).toBe("a");
    expect(await assignWaiting(job(41))).toBe(0);
  });

  test("many at once are shared out evenly, whoever asks at the same time", async () => {
    for (const id of ["a", "b"]) await staffAccount(id);
    for (const id of ["a", "b"]) await plan(id, 0, 60);
    const numbers: string[] = [];
    for (const order of ["O1", "O2", "O3", "O4"]) numbers.push((await openPaid(order)).number);
    await Promise.all(numbers.map((number) => assignTicket({ ctx: staff("x", later(1)), input: { number } })));
    expect((await Promise.all(numbers.map(assigneeOf))).toSorted()).toEqual(["a", "a", "b", "b"]);
  });
});
