import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { ticketEvents, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { key, openPaid, refusal, staff } from "../testing.ts";
import { updateTicket } from "../update-ticket.ts";
import { listFields, listTags, removeTag, retireField, saveField, saveTag, setFields, ticketCompany } from "./index.ts";

freshDatabase({ beforeEach, afterEach });

const ada = staff("ada");
const lead = staff("leo", undefined, "lead");
const field = (more: Record<string, unknown> = {}) => ({
  ...{ key: "supplier", label: { "zh-CN": "供应商", en: "Supplier" }, kind: "choice" as const, options: ["甲", "乙"] },
  ...more,
});
const version = async (number: string) =>
  (await db.select().from(tickets).where(eq(tickets.number, number)))[0]?.version ?? 0;

describe("the desk's own fields", () => {
  test("are defined by whoever runs it, and their kind stays", async () => {
    expect((await refusal(saveField({ ctx: ada, input: field() }))).code).toBe("FORBIDDEN");
    expect((await refusal(saveField({ ctx: lead, input: field({ options: [] }) }))).code).toBe("FIELD_NEEDS_OPTIONS");
    await saveField({ ctx: lead, input: field() });
    const other = field({ kind: "text", version: 1 });
    expect((await refusal(saveField({ ctx: lead, input: other }))).code).toBe("FIELD_KIND_STAYS");
    expect((await refusal(saveField({ ctx: lead, input: field({ version: 9 }) }))).code).toBe("VERSION_CONFLICT");
    await saveField({ ctx: lead, input: field({ key: "a_first", position: 0, version: undefined }) });
    expect((await listFields({ ctx: ada })).items.map((one) => one.key)).toEqual(["a_first", "supplier"]);
    await retireField({ ctx: lead, input: { key: "a_first" } });
    expect((await listFields({ ctx: ada })).items.map((one) => one.key)).toEqual(["supplier"]);
  });

  test("take answers that fit, and the history has what was there before", async () => {
    await saveField({ ctx: lead, input: field() });
    await saveField({ ctx: lead, input: field({ key: "day", kind: "date", options: [] }) });
    const { number } = await openPaid();
    const put = async (fields: Record<string, string | number | null>) =>
      setFields({ ctx: ada, input: { number, fields, version: await version(number) } });
    expect(await refusal(put({ supplier: "丙", day: "2026-02-30", other: 1 }))).toMatchObject({
      code: "FIELD_VALUE",
      errors: [{ path: "fields.supplier" }, { path: "fields.day" }, { path: "fields.other" }],
    });
    await put({ supplier: "甲", day: "2026-02-28" });
    await put({ supplier: "乙" });
    await put({ day: null });
    expect((await ticketCompany({ ctx: ada, input: { number } })).fields).toEqual({ supplier: "乙" });
    const steps = await db.select().from(ticketEvents).where(eq(ticketEvents.type, "field_changed"));
    expect(steps).toContainEqual(
      expect.objectContaining({
        before: { field: "supplier", value: "甲" },
        after: { field: "supplier", value: "乙" },
      }),
    );
  });

  test("that a cause asks for are filled in before people resolve; the shop's own systems are not held up", async () => {
    await saveField({ ctx: lead, input: field({ requiredOn: ["*"] }) });
    const [one, two] = [await openPaid("O1"), await openPaid("O2")];
    const resolve = async (ctx: typeof ada, number: string) =>
      updateTicket({ ctx, input: { number, status: "resolved", version: await version(number) } });
    expect(await refusal(resolve(ada, one.number))).toMatchObject({
      code: "FIELDS_REQUIRED",
      details: { fields: ["supplier"] },
    });
    await resolve(key("k"), two.number);
    await setFields({
      ctx: ada,
      input: { number: one.number, fields: { supplier: "甲" }, version: await version(one.number) },
    });
    await resolve(ada, one.number);
  });
});

test("tags are agreed on by whoever runs the desk, and offered to everybody", async () => {
  expect((await refusal(saveTag({ ctx: ada, input: { name: "vip" } }))).code).toBe("FORBIDDEN");
  await saveTag({ ctx: lead, input: { name: "vip", colour: "accent" } });
  await saveTag({ ctx: lead, input: { name: "vip", colour: "wait", about: "大客户" } });
  expect((await listTags({ ctx: ada })).items).toEqual([{ name: "vip", colour: "wait", about: "大客户" }]);
  await removeTag({ ctx: lead, input: { name: "vip" } });
  expect((await refusal(removeTag({ ctx: lead, input: { name: "vip" } }))).code).toBe("TAG_NOT_FOUND");
});
