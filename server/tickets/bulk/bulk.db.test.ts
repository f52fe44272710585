import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { ticketMessages, tickets, topups, user } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { getBulk, listBulk, queueCounts, runBulk, startBulk, undoBulk, updateTicket } from "../index.ts";
import { NEVER } from "../sla.ts";
import { later, NOW, openPaid, refusal, staff, staffAccount } from "../testing.ts";
import { saveMacro } from "../work/index.ts";
import type { MacroActions } from "../work/schemas.ts";
import { insertTicket } from "../write.ts";
import type { BulkAction } from "./schemas.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(async () => {
  await staffAccount("ann");
  await staffAccount("bob");
});

const agent = staff("ann");
const job = (at = NOW) => systemContext("desk.bulk", fixedClock(at));
const add = (values: Partial<typeof tickets.$inferInsert> = {}) =>
  transact(async (tx) => {
    const id = newId();
    const row = await insertTicket(tx, agent, {
      ...{ id, number: `TK${id}`, accessHash: id, locale: "zh-CN", version: 1, tags: ["old"] },
      ...({ status: "open", priority: "normal", claim: "other", causeCode: "UNKNOWN", chargeState: "none" } as const),
      ...{ diagnosis: { reasons: [], answers: [] }, openedAt: new Date(NOW), updatedAt: new Date(NOW) },
      ...{ nextDueAt: NEVER, reopenCount: 0, publicReplyCount: 0, ...values },
    });
    return row.number;
  });
const rowOf = async (number: string) => {
  const [row] = await db.select().from(tickets).where(eq(tickets.number, number));
  if (!row) throw new Error("no row");
  return row;
};
const many = async (n: number) => {
  const numbers: string[] = [];
  for (let i = 0; i < n; i++) numbers.push(await add());
  return numbers;
};

describe("one piece of work", () => {
  test("does every ticket by the ordinary verb and says what came of each", async () => {
    const [a, b] = await many(2);
    const ended = await add({ status: "resolved" });
    const mine = await add({ assigneeId: "bob" });
    const { id, total } = await startBulk({
      ctx: agent,
      input: {
        tickets: [a ?? "", b ?? "", ended, mine],
        action: { kind: "update", status: "waiting_customer", assignee: "bob", addTags: ["new"], removeTags: ["old"] },
      },
    });
    expect(total).toBe(4);
    expect((await rowOf(a ?? "")).status).toBe("open");
    await runBulk(job());
    const done = await getBulk({ ctx: agent, input: { id } });
    expect(done).toMatchObject({ state: "done", total: 4, done: 4, failed: 1, undoable: true });
    expect(done.rows.map((row) => row.state)).toEqual(["done", "done", "failed", "done"]);
    expect(done.rows[2]).toMatchObject({ errorCode: "STATUS_NOT_ALLOWED" });
    expect(await rowOf(a ?? "")).toMatchObject({ status: "waiting_customer", assigneeId: "bob", tags: ["new"] });
    expect((await queueCounts({ ctx: staff("bob") })).mine).toBe(3);
    // As the person who asked.
    expect((await listBulk({ ctx: agent })).items).toMatchObject([{ id, by: { id: "ann" } }]);
  });

  test("takes a list as it is when it is asked for", async () => {
    await many(3);
    const { id } = await startBulk({
      ctx: agent,
      input: { view: "unassigned", action: { kind: "update", assignee: "ann" } },
    });
    const late = await add();
    await runBulk(job());
    expect((await getBulk({ ctx: agent, input: { id } })).total).toBe(3);
    expect((await rowOf(late)).assigneeId).toBeNull();
  });

  test("goes on after a stop where it was, and does nothing twice", async () => {
    const numbers = await many(5);
    const action = { kind: "reply", body: "note", visibility: "internal" } as const;
    const { id } = await startBulk({ ctx: agent, input: { tickets: numbers, action } });
    await runBulk(job(), { turns: 1, rows: 2 });
    expect(await getBulk({ ctx: agent, input: { id } })).toMatchObject({ state: "waiting", done: 2 });
    await Promise.all([runBulk(job()), runBulk(job())]);
    expect(await getBulk({ ctx: agent, input: { id } })).toMatchObject({ state: "done", done: 5, failed: 0 });
    expect(await db.select().from(ticketMessages)).toHaveLength(5);
  });

  test("is put back, but for what was changed since", async () => {
    const [a, b] = (await many(2)) as [string, string];
    const action = { kind: "update", priority: "urgent", assignee: "bob", addTags: ["x"] } satisfies BulkAction;
    const { id } = await startBulk({ ctx: agent, input: { tickets: [a, b], action } });
    await runBulk(job());
    const { version } = await rowOf(b);
    await updateTicket({ ctx: staff("bob"), input: { number: b, version, priority: "low" } });
    const undo = await undoBulk({ ctx: agent, input: { id } });
    await runBulk(job());
    const undone = await getBulk({ ctx: agent, input: { id: undo.id ?? "" } });
    expect(undone).toMatchObject({ state: "done", undoOf: id, undoable: false });
    expect(Object.fromEntries(undone.rows.map((row) => [row.number, row.state]))).toEqual({
      [a]: "done",
      [b]: "changed",
    });
    expect(await rowOf(a)).toMatchObject({ priority: "normal", assigneeId: null, tags: ["old"] });
    expect(await rowOf(b)).toMatchObject({ priority: "low", assigneeId: "bob" });
    expect(await refusal(undoBulk({ ctx: agent, input: { id } }))).toMatchObject({ code: "NOT_UNDOABLE" });
  });

  test("is stopped half-way, and what was done is put back", async () => {
    const numbers = await many(4);
    const { id } = await startBulk({
      ctx: agent,
      input: { tickets: numbers, action: { kind: "snooze", until: later(60) } },
    });
    await runBulk(job(), { turns: 1, rows: 2 });
    expect((await queueCounts({ ctx: agent })).open).toBe(2);
    const undo = await undoBulk({ ctx: agent, input: { id } });
    expect(undo.total).toBe(2);
    await runBulk(job());
    expect(await getBulk({ ctx: agent, input: { id } })).toMatchObject({ state: "cancelled", done: 2 });
    expect((await queueCounts({ ctx: agent })).open).toBe(4);
  });

  test("of replies waits a moment in which it can be stopped, and not after", async () => {
    const numbers = await many(2);
    const action = { kind: "reply", body: "您好", visibility: "public" } as const;
    const start = () => startBulk({ ctx: agent, input: { tickets: numbers, action } });
    const stopped = await start();
    await runBulk(job());
    expect(await db.select().from(ticketMessages)).toEqual([]);
    expect(await undoBulk({ ctx: agent, input: { id: stopped.id } })).toEqual({ id: null, total: 0 });
    const sent = await start();
    await runBulk(job(later(1)));
    expect(await db.select().from(ticketMessages)).toHaveLength(2);
    expect(await refusal(undoBulk({ ctx: agent, input: { id: sent.id } }))).toMatchObject({ code: "NOT_UNDOABLE" });
  });

  test("ends with the account of who asked for it", async () => {
    const numbers = await many(2);
    const { id } = await startBulk({
      ctx: agent,
      input: { tickets: numbers, action: { kind: "update", priority: "low" } },
    });
    await transact((tx) =>
      tx
        .update(user)
        .set({ disabledAt: new Date(NOW) })
        .where(eq(user.id, "ann")),
    );
    await runBulk(job());
    const rows = (await getBulk({ ctx: agent, input: { id } })).rows;
    expect(rows.map((row) => row.errorCode)).toEqual(["ACCOUNT_DISABLED", "ACCOUNT_DISABLED"]);
  });

  test("asks for money through the same gate, once for each, and takes none of it back", async () => {
    const { number } = await openPaid();
    const other = await add();
    const action = { kind: "topup", reasonCode: "CB_MISSING" } as const;
    const input = { tickets: [number, other], action };
    const stale = { ...agent, actor: { ...agent.actor, freshUntil: null } } as typeof agent;
    expect(await refusal(startBulk({ ctx: stale, input }))).toMatchObject({ code: "SECOND_FACTOR_REQUIRED" });
    const { id } = await startBulk({ ctx: agent, input });
    await runBulk(job());
    const done = await getBulk({ ctx: agent, input: { id } });
    expect(done.rows.map((row) => row.errorCode)).toEqual([null, "TICKET_HAS_NO_ORDER"]);
    expect(done.undoable).toBe(false);
    const asked = await db.select().from(topups);
    expect(asked).toMatchObject([{ orderNo: "O1", requestedById: "ann", reasonCode: "CB_MISSING" }]);
    // The same again: the gate sees that it is being credited.
    const again = await startBulk({ ctx: agent, input: { tickets: [number], action } });
    await runBulk(job());
    const [row] = (await getBulk({ ctx: agent, input: { id: again.id } })).rows;
    expect(row?.state).toBe("failed");
    expect(await db.select().from(topups)).toHaveLength(1);
  });

  test("uses a macro on each, its words filled for each", async () => {
    const { number } = await openPaid();
    const macro = await saveMacro({
      ctx: agent,
      input: {
        name: { "zh-CN": "核实", en: "Checked" },
        body: { "zh-CN": "工单 {{ticket.number}} 已核实", en: "Ticket {{ticket.number}} was checked" },
        actions: { priority: "low" },
      },
    });
    const action = { kind: "macro", macro: macro.id } as const;
    const { id } = await startBulk({ ctx: agent, input: { tickets: [number], action } });
    await runBulk(job());
    expect((await rowOf(number)).priority).not.toBe("low");
    await runBulk(job(later(1)));
    expect(await getBulk({ ctx: agent, input: { id } })).toMatchObject({ state: "done", failed: 0 });
    expect((await rowOf(number)).priority).toBe("low");
    const said = (await db.select().from(ticketMessages)).map(({ body }) => body);
    expect(said).toContain(`工单 ${number} 已核实`);
  });

  test("puts back what a macro changed, and leaves what it said and what was touched since", async () => {
    const content = { name: { "zh-CN": "结案", en: "Close" }, body: { "zh-CN": "已处理。", en: "Done." } };
    const actions = { status: "resolved", priority: "low", tags: ["vip"], assignee: "me" } satisfies MacroActions;
    const macro = await saveMacro({ ctx: agent, input: { ...content, actions } });
    const fields = { status: "waiting_upstream", assigneeId: "bob" } as const;
    const [a, touched] = [await add(fields), await add(fields)];
    const fresh = await add({ status: "new" });
    const { id } = await startBulk({
      ctx: agent,
      input: { tickets: [a, touched, fresh], action: { kind: "macro", macro: macro.id } },
    });
    await runBulk(job(later(1)));
    expect(await rowOf(a)).toMatchObject({
      status: "resolved",
      priority: "low",
      tags: ["old", "vip"],
      assigneeId: "ann",
    });
    const { version } = await rowOf(touched);
    await updateTicket({ ctx: agent, input: { number: touched, version, priority: "urgent" } });
    expect(await getBulk({ ctx: agent, input: { id } })).toMatchObject({ failed: 0, undoable: true });
    expect((await listBulk({ ctx: agent })).items[0]).toMatchObject({ id, undoable: true });

    const undo = await undoBulk({ ctx: agent, input: { id } });
    await runBulk(job(later(1)));
    const rows = (await getBulk({ ctx: agent, input: { id: undo.id ?? "" } })).rows;
    expect(new Map(rows.map((row) => [row.number, row.state]))).toEqual(
      new Map([
        [a, "done"],
        [touched, "changed"],
        [fresh, "done"],
      ]),
    );
    const before = { priority: "normal", tags: ["old"], resolvedAt: null };
    expect(await rowOf(a)).toMatchObject({ ...before, status: "waiting_upstream", assigneeId: "bob" });
    expect(await rowOf(fresh)).toMatchObject({ ...before, status: "open", assigneeId: null });
    expect(await rowOf(touched)).toMatchObject({ status: "resolved", priority: "urgent" });
    const said = (await db.select().from(ticketMessages)).map(({ body }) => body);
    expect(said.filter((body) => body === "已处理。")).toHaveLength(3);
    expect(await getBulk({ ctx: agent, input: { id } })).toMatchObject({ undoable: false });
  });

  test("takes nothing back of a macro that only said something", async () => {
    const macro = await saveMacro({
      ctx: agent,
      input: { name: { "zh-CN": "稍等", en: "Wait" }, body: { "zh-CN": "请稍等。", en: "Please wait." }, actions: {} },
    });
    const { id } = await startBulk({
      ctx: agent,
      input: { tickets: [await add()], action: { kind: "macro", macro: macro.id } },
    });
    await runBulk(job(later(1)));
    expect(await getBulk({ ctx: agent, input: { id } })).toMatchObject({ state: "done", failed: 0, undoable: false });
    expect(await refusal(undoBulk({ ctx: agent, input: { id } }))).toMatchObject({ code: "NOT_UNDOABLE" });
  });

  test("is of tickets that are there, and its asker's to see", async () => {
    const [a] = (await many(1)) as [string];
    const action = { kind: "update", priority: "low" } as const;
    const start = (input: object) => startBulk({ ctx: agent, input: { action, ...input } });
    expect(await refusal(start({ tickets: [a, "TK0"] }))).toMatchObject({ code: "TICKETS_UNKNOWN" });
    expect(await refusal(start({ view: "breached" }))).toMatchObject({ code: "NOTHING_TO_DO" });
    await expect(start({})).rejects.toThrow();
    const { id } = await start({ tickets: [a] });
    expect(await refusal(getBulk({ ctx: staff("bob"), input: { id } }))).toMatchObject({ status: 404 });
    expect((await getBulk({ ctx: staff("lou", NOW, "lead"), input: { id } })).total).toBe(1);
  });
});
