import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, outbox, ruleRuns, ruleVersions, ticketEvents, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { idsNow, newId } from "#server/core/ids.ts";
import { planShift, saveSkills } from "#server/shifts/index.ts";
import { postMessage, updateTicket } from "#server/tickets/index.ts";
import { later, NOW, openPaid, refusal, staff, staffAccount } from "#server/tickets/testing.ts";
import { dryRunRule, followRules, getRule, listRules, removeRule, saveRule } from "./index.ts";
import type { RuleAudience, RuleContent } from "./schemas.ts";

freshDatabase({ beforeEach, afterEach });

const manager = staff("mia", NOW, "manager");
const agent = staff("ann", later(10));
afterEach(() => vi.useRealTimers());
/** Consumers look at what is a few seconds old. */
async function follow() {
  vi.useFakeTimers({ toFake: ["Date"], now: idsNow() + 3_000 });
  await followRules(systemContext("test", fixedClock(later(20))));
  vi.useRealTimers();
}
const begin = () => follow();
const rule = (name: string, content: RuleContent, more: Record<string, unknown> = {}) =>
  saveRule({ ctx: manager, input: { name, content, enabled: true, ...more } });
const ticket = async (number: string) => (await db.select().from(tickets).where(eq(tickets.number, number)))[0];
const runs = () => db.select().from(ruleRuns).orderBy(ruleRuns.id);
const tag = (...tags: string[]) => [{ kind: "add_tags" as const, tags }];
async function followUntilQuiet() {
  for (let i = 0; i < 6; i++) await follow();
}

describe("a rule", () => {
  test("does its part once for an event that fits, and nothing for one that does not", async () => {
    await begin();
    const on = ["ticket.opened"] as const;
    const { id } = await rule("big", { on: [...on], if: { charge: ["confirmed"] }, do: tag("paid") });
    await rule("none", { on: [...on], if: { charge: ["none"] }, do: tag("unpaid") });
    await rule("off", { on: [...on], if: {}, do: tag("off") }, { enabled: false });
    const { number } = await openPaid("O1");
    await followUntilQuiet();
    expect((await ticket(number))?.tags).toEqual(["paid"]);
    expect(await runs()).toMatchObject([{ ruleId: id, outcome: "done", number, depth: 0 }]);
    const before = (await ticket(number))?.version;
    await followUntilQuiet();
    expect((await ticket(number))?.version).toBe(before);
    expect((await listRules({ ctx: manager })).items.map(({ name, ran }) => [name, ran])).toEqual([
      ["big", 1],
      ["none", 0],
      ["off", 0],
    ]);
  });

  test("runs in its order, on what those before it left", async () => {
    await begin();
    const { number } = await openPaid("O1");
    await rule("second", { on: ["ticket.replied"], if: { tags: ["first"] }, do: tag("second") }, { position: 2 });
    await rule("first", { on: ["ticket.replied"], if: {}, do: tag("first") }, { position: 1 });
    await postMessage({ ctx: agent, input: { number, body: "您好", visibility: "public" } });
    await followUntilQuiet();
    expect((await ticket(number))?.tags).toEqual(["first", "second"]);
  });

  test("never goes round: two that undo one another end by themselves", async () => {
    await begin();
    const { number } = await openPaid("O1");
    const high = { on: ["ticket.updated"], if: { priority: ["normal"] }, do: [{ kind: "priority", priority: "high" }] };
    const back = { on: ["ticket.updated"], if: { priority: ["high"] }, do: [{ kind: "priority", priority: "normal" }] };
    await rule("high", high as RuleContent);
    await rule("back", back as RuleContent);
    const { version } = (await ticket(number)) ?? { version: 0 };
    await updateTicket({ ctx: agent, input: { number, version, priority: "high" } });
    await followUntilQuiet();
    const after = await ticket(number);
    await followUntilQuiet();
    expect((await ticket(number))?.version).toBe(after?.version);
    expect((await runs()).length).toBeLessThanOrEqual(3);
    expect((await runs()).every(({ outcome }) => outcome !== "waiting")).toBe(true);
  });

  test("moves a ticket to another queue, and then to whoever knows that one", async () => {
    await begin();
    for (const id of ["bob", "cat"]) await staffAccount(id);
    const lead = staff("lou", NOW, "lead");
    for (const personId of ["bob", "cat"])
      await planShift({ ctx: lead, input: { personId, from: NOW, to: later(600) } });
    await saveSkills({ ctx: lead, input: { personId: "bob", skills: [{ queue: "general", level: 3 }] } });
    await saveSkills({ ctx: lead, input: { personId: "cat", skills: [{ queue: "risk", level: 1 }] } });
    await rule("risk", {
      on: ["ticket.opened"],
      if: {},
      do: [{ kind: "queue", queue: "risk" }, { kind: "assign_best" }],
    });
    const { number } = await openPaid("O1");
    await followUntilQuiet();
    expect(await ticket(number)).toMatchObject({ queue: "risk", assigneeId: "cat" });
  });

  test("gives a ticket to whoever is on shift and has the least to do, and says when there is nobody", async () => {
    await begin();
    await staffAccount("bob");
    const best = [{ kind: "assign_best" as const }];
    await rule("best", { on: ["ticket.opened"], if: { assignee: ["none"] }, do: best });
    const first = await openPaid("O1");
    await followUntilQuiet();
    expect((await runs())[0]).toMatchObject({ outcome: "failed", actions: [{ errorCode: "NOBODY_TO_ASSIGN" }] });
    const shift = { personId: "bob", from: NOW, to: later(600) };
    await planShift({ ctx: staff("lou", NOW, "lead"), input: shift });
    const second = await openPaid("O2");
    await followUntilQuiet();
    expect((await ticket(second.number))?.assigneeId).toBe("bob");
    expect((await ticket(first.number))?.assigneeId).toBeNull();
  });

  test("tells colleagues once, by what is on the desk: who has it, a role, a person, or a queue's shift", async () => {
    await begin();
    for (const [id, role] of [
      ["bob", "agent"],
      ["cat", "agent"],
      ["lou", "lead"],
    ] as const)
      await staffAccount(id, role);
    const lead = staff("lou", NOW, "lead");
    for (const personId of ["bob", "cat"])
      await planShift({ ctx: lead, input: { personId, from: NOW, to: later(600) } });
    await saveSkills({ ctx: lead, input: { personId: "cat", skills: [{ queue: "nowhere", level: 1 }] } });
    const say = "请先看这一张";
    const notify = (to: RuleAudience) => ({ kind: "notify" as const, to, say });
    const to = [{ who: "shift" }, { who: "role", role: "lead" }, { who: "person", id: "cat" }] as const;
    await rule("look", { on: ["ticket.opened"], if: {}, do: to.map(notify) });
    const { number } = await openPaid("O1");
    await followUntilQuiet();
    expect(await runs()).toMatchObject([{ outcome: "done" }]);
    const told = (await db.select().from(outbox)).filter(({ topic }) => topic === "rule.told");
    expect(told.map(({ payload }) => payload)).toMatchObject([
      { who: "shift", number, name: "look", title: say },
      { who: "role", role: "lead" },
      { who: "person", id: "cat" },
    ]);
    const nobody = rule("who", { on: ["ticket.opened"], if: {}, do: [notify({ who: "person", id: "nobody" })] });
    expect(await refusal(nobody)).toMatchObject({ code: "ASSIGNEE_UNKNOWN" });
  });

  test("that is refused does nothing at all and says why; others go on", async () => {
    await begin();
    const { number } = await openPaid("O1");
    await rule("bad", { on: ["ticket.replied"], if: {}, do: [...tag("half"), { kind: "status", status: "new" }] });
    await rule("good", { on: ["ticket.replied"], if: {}, do: tag("good") }, { position: 200 });
    await updateTicket({
      ctx: agent,
      input: { number, version: (await ticket(number))?.version ?? 0, status: "open" },
    });
    await postMessage({ ctx: agent, input: { number, body: "您好", visibility: "public" } });
    await followUntilQuiet();
    expect((await ticket(number))?.tags).toEqual(["good"]);
    const failed = (await runs()).find(({ outcome }) => outcome === "failed");
    expect(failed?.actions[0]).toMatchObject({ errorCode: "STATUS_NOT_ALLOWED" });
  });

  test("is kept in versions, audited, and changed only by who read the last one", async () => {
    const content: RuleContent = { on: ["ticket.opened"], if: {}, do: tag("x") };
    const { id } = await rule("one", content);
    await saveRule({ ctx: manager, input: { id, name: "two", content, enabled: false, version: 1 } });
    const stale = saveRule({ ctx: manager, input: { id, name: "three", content, version: 1 } });
    expect(await refusal(stale)).toMatchObject({ code: "VERSION_CONFLICT" });
    const full = await getRule({ ctx: manager, input: { id } });
    expect(full.versions.map(({ version, name, enabled }) => [version, name, enabled])).toEqual([
      [2, "two", false],
      [1, "one", true],
    ]);
    await removeRule({ ctx: manager, input: { id } });
    expect((await listRules({ ctx: manager })).items).toEqual([]);
    await expect(transact((tx) => tx.delete(ruleVersions))).rejects.toThrow();
    const audited = (await db.select().from(auditLog)).filter(({ action }) => action.startsWith("automation."));
    expect(audited).toHaveLength(3);
    const byLead = saveRule({ ctx: staff("lou", NOW, "lead"), input: { name: "x", content } });
    expect(await refusal(byLead)).toMatchObject({ status: 403 });
    const unknown = rule("who", { ...content, do: [{ kind: "assign", assignee: "nobody" }] });
    expect(await refusal(unknown)).toMatchObject({ code: "ASSIGNEE_UNKNOWN" });
  });
});

test("a dry run says what would have been, with tickets as they were, and changes nothing", async () => {
  await staffAccount("ann");
  const { number } = await openPaid("O1");
  const version = async () => (await ticket(number))?.version ?? 0;
  await updateTicket({ ctx: agent, input: { number, version: await version(), tags: ["vip"] } });
  await updateTicket({ ctx: agent, input: { number, version: await version(), assignee: "ann" } });
  await updateTicket({ ctx: agent, input: { number, version: await version(), tags: [] } });
  const before = await version();
  const ctx = staff("mia", later(60), "manager");
  const content: RuleContent = { on: ["ticket.updated"], if: { tags: ["vip"], due: ["ok"] }, do: tag("seen") };
  const played = await dryRunRule({ ctx, input: { content } });
  expect(played).toMatchObject({ hits: 2, tickets: 1, cut: false, ofToday: ["due"] });
  expect(played.partly).toEqual([]);
  expect(played.items[0]).toMatchObject({ number, topic: "ticket.updated", actions: ["add_tags"] });
  expect(await version()).toBe(before);
  expect(await runs()).toEqual([]);
});

test("a dry run on due times plays those that were missed, and says that others are not kept", async () => {
  const { number } = await openPaid("O1");
  const ticketId = (await ticket(number))?.id ?? "";
  const missed = {
    type: "sla_breached",
    actorKind: "system",
    actorId: "sla",
    actorName: "sla",
    at: new Date(later(120)),
  };
  await transact((tx) => tx.insert(ticketEvents).values({ id: newId(), ticketId, ...missed }));
  const ctx = staff("mia", later(180), "manager");
  const dry = (state: "at_risk" | "breached") =>
    dryRunRule({ ctx, input: { content: { on: ["sla.due"], if: { due: [state] }, do: tag("seen") } } });
  // However it stands today: it was answered.
  await transact((tx) => tx.update(tickets).set({ dueState: "ok" }).where(eq(tickets.number, number)));
  const late = await dry("breached");
  expect(late).toMatchObject({ hits: 1, tickets: 1, ofToday: [], partly: ["sla.due"] });
  expect(await dry("at_risk")).toMatchObject({ hits: 0, ofToday: [], partly: ["sla.due"] });
});
