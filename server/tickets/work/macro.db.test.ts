import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog, macroVersions, ticketMessages, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { systemContext } from "#server/core/context.ts";
import { getTicket } from "../get-ticket.ts";
import { open, openPaid, refusal, staff, staffAccount, strangersRun } from "../testing.ts";
import { updateTicket } from "../update-ticket.ts";
import { applyMacro, listMacros, macroHistory, previewMacro, removeMacro, saveMacro } from "./index.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(() => staffAccount("ada"));

const ada = staff("ada");
const lead = staff("leo", undefined, "lead");
const body = {
  "zh-CN": "您好，订单 {{order.number}}（{{order.amount}}）已核实。{{agent.name}}",
  en: "Order {{order.number}} was checked. {{agent.name}}",
};
const macro = (more: Record<string, unknown> = {}) => ({ name: { "zh-CN": "已核实", en: "Checked" }, body, ...more });
const row = async (number: string) => (await db.select().from(tickets).where(eq(tickets.number, number)))[0];

describe("macros", () => {
  test("are one's own, or everybody's for whoever runs the desk, and keep what they said before", async () => {
    const own = await saveMacro({ ctx: ada, input: macro() });
    expect((await refusal(saveMacro({ ctx: ada, input: macro({ shared: true }) }))).code).toBe("FORBIDDEN");
    const all = await saveMacro({ ctx: lead, input: macro({ shared: true }) });
    expect((await listMacros({ ctx: ada })).items.map(({ id }) => id)).toEqual([own.id, all.id]);
    expect((await listMacros({ ctx: lead })).items.map(({ id }) => id)).toEqual([all.id]);
    const next = macro({ ...all, shared: true, body: { "zh-CN": "新", en: "new" } });
    expect((await refusal(saveMacro({ ctx: ada, input: next }))).code).toBe("FORBIDDEN");
    expect(await saveMacro({ ctx: lead, input: next })).toEqual({ id: all.id, version: 2 });
    expect((await refusal(saveMacro({ ctx: lead, input: next }))).code).toBe("VERSION_CONFLICT");
    const history = await macroHistory({ ctx: ada, input: { id: all.id } });
    expect(history.items.map(({ version, content }) => [version, content.body.en])).toEqual([
      [2, "new"],
      [1, body.en],
    ]);
    await removeMacro({ ctx: lead, input: { id: all.id } });
    expect((await refusal(macroHistory({ ctx: ada, input: { id: all.id } }))).code).toBe("MACRO_NOT_FOUND");
    expect(await db.select().from(macroVersions)).toHaveLength(3);
  });

  test("name no variable that there is not, and are written in both languages or in none", async () => {
    const wrong = macro({ body: { ...body, en: "{{order.secret}}" } });
    expect(await refusal(saveMacro({ ctx: ada, input: wrong }))).toMatchObject({
      code: "MACRO_VARIABLE_UNKNOWN",
      errors: [{ path: "body.en" }],
    });
    const half = macro({ body: { "zh-CN": "只有中文", en: "" } });
    expect((await refusal(saveMacro({ ctx: ada, input: half }))).code).toBe("MACRO_EMPTY");
    const none = macro({ body: { "zh-CN": "", en: "" } });
    expect((await refusal(saveMacro({ ctx: ada, input: none }))).code).toBe("MACRO_EMPTY");
    await saveMacro({ ctx: ada, input: { ...none, actions: { status: "open" } } });
  });

  test("reply, move, tag and assign in one act, in the customer's language, and the act is on record without its words", async () => {
    const { number } = await openPaid();
    const actions = { status: "waiting_upstream", tags: ["已核实"], priority: "urgent", assignee: "me" } as const;
    const { id } = await saveMacro({ ctx: ada, input: macro({ actions }) });
    const before = await row(number);
    const preview = await previewMacro({ ctx: ada, input: { number, macro: id } });
    expect(preview.missing).toEqual([]);
    expect(preview.body).toContain("订单 O1");
    const done = await applyMacro({ ctx: ada, input: { number, macro: id, version: before?.version ?? 0 } });
    const after = await row(number);
    expect(after).toMatchObject({
      status: "waiting_upstream",
      tags: ["已核实"],
      priority: "urgent",
      assigneeId: "ada",
    });
    expect(after?.version).toBe(done.version);
    const [said] = await db
      .select()
      .from(ticketMessages)
      .where(eq(ticketMessages.id, done.messageId ?? ""));
    expect(said).toMatchObject({ visibility: "public", body: preview.body });
    expect((await listMacros({ ctx: ada })).items[0]?.uses).toBe(1);
    const record = await db.select().from(auditLog).where(eq(auditLog.action, "macro.applied"));
    expect(record).toHaveLength(1);
    expect(record[0]?.data).not.toContain("核实");
  });

  test("leave everything as it was when something of it cannot be", async () => {
    const { number } = await openPaid();
    const actions = { status: "resolved", assignee: "nobody-here" } as const;
    const { id } = await saveMacro({ ctx: ada, input: macro({ actions }) });
    const version = (await row(number))?.version ?? 0;
    expect((await refusal(applyMacro({ ctx: ada, input: { number, macro: id, version } }))).code).toBe(
      "ASSIGNEE_UNKNOWN",
    );
    expect((await row(number))?.version).toBe(version);
    expect((await getTicket({ ctx: systemContext("test"), input: { number } })).messages).toHaveLength(1);
    const stale = { number, macro: id, version: version + 7 };
    expect((await refusal(applyMacro({ ctx: ada, input: stale }))).code).toBe("VERSION_CONFLICT");
  });

  test("are not sent with a hole in them", async () => {
    const opened = await open(await strangersRun());
    const { id } = await saveMacro({ ctx: ada, input: macro() });
    const { number } = opened;
    const preview = await previewMacro({ ctx: ada, input: { number, macro: id } });
    expect(preview.missing).toEqual(["order.number", "order.amount"]);
    const version = (await row(number))?.version ?? 0;
    const refused = await refusal(applyMacro({ ctx: ada, input: { number, macro: id, version } }));
    expect(refused).toMatchObject({ code: "MACRO_VARIABLE_MISSING", details: { missing: preview.missing } });
    await applyMacro({ ctx: ada, input: { number, macro: id, version, body: "您好，请补充订单号。{{agent.name}}" } });
    const { messages } = await getTicket({ ctx: systemContext("test"), input: { number } });
    expect(messages.at(-1)?.body).toBe("您好，请补充订单号。ada");
  });

  test("say who changed what to whoever was late, so that it can be resolved in place", async () => {
    const { number } = await openPaid();
    const version = (await row(number))?.version ?? 0;
    await updateTicket({ ctx: lead, input: { number, version, priority: "low", tags: ["vip"] } });
    const late = { number, version, status: "open" } as const;
    expect(await refusal(updateTicket({ ctx: ada, input: late }))).toMatchObject({
      code: "VERSION_CONFLICT",
      details: {
        version: version + 1,
        now: { priority: "low", tags: ["vip"] },
        changes: [
          { type: "priority_changed", by: "leo", own: false, after: { priority: "low" } },
          { type: "tags_changed", by: "leo", own: false, before: { tags: [] }, after: { tags: ["vip"] } },
        ],
      },
    });
    const { changes } = (await refusal(updateTicket({ ctx: lead, input: late }))).details as { changes: object[] };
    expect(changes).toMatchObject([{ own: true }, { own: true }]);
  });
});
