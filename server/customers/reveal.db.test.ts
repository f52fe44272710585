import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog, reveals } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { listOrSearch } from "#server/search/index.ts";
import { indexAll } from "#server/search/testing.ts";
import { callSlots, getTicket, postMessage, requestCall } from "#server/tickets/index.ts";
import { customer, holder, key, later, openPaid, refusal, staff } from "#server/tickets/testing.ts";
import { listReveals, revealField } from "./index.ts";
import { REVEALS_AN_HOUR } from "./schemas.ts";

freshDatabase({ beforeEach, afterEach });

const PHONE = "13812345678";
const opened = () => openPaid("O1", { contact: PHONE, description: `打我电话 ${PHONE}` });
const ask = (subject: string, more: Record<string, unknown> = {}) =>
  ({ subject, field: "contact", reason: "call_back", ...more }) as Parameters<typeof revealField>[0]["input"];

describe("contacts", () => {
  test("are masked for staff of every role, and whoever knows one still finds its ticket", async () => {
    const { number } = await opened();
    await indexAll();
    for (const role of ["agent", "lead", "manager", "admin"] as const) {
      const ctx = staff("ada", later(1), role);
      const ticket = await getTicket({ ctx, input: { number } });
      expect(ticket).toMatchObject({ contact: "138****5678", description: "打我电话 138****5678" });
      const found = await listOrSearch({ ctx, input: { q: PHONE } });
      expect(found.items.map((item) => item.number)).toEqual([number]);
      expect(JSON.stringify([ticket, found])).not.toContain(PHONE);
    }
    expect(await getTicket({ ctx: key("shop"), input: { number } })).toMatchObject({ contact: PHONE });
  });

  test("are shown one by one to whoever says why, and that is written down without them", async () => {
    const { number, diagnosisId } = await opened();
    const said = { number, body: `我的邮箱 li@example.com`, visibility: "public" as const };
    await postMessage({ ctx: customer(`diagnosis:${diagnosisId}`), input: said });
    const ada = staff("ada", later(1));
    const { value, id } = await revealField({ ctx: ada, input: ask(`ticket:${number}`) });
    expect(value).toBe(PHONE);
    const ticket = await getTicket({ ctx: ada, input: { number } });
    const message = ticket.messages.find(({ author }) => author === "customer");
    expect(message?.body).toBe("我的邮箱 l***@example.com");
    const text = ask(`message:${message?.id}`, { field: "text", reason: "verify_owner" });
    expect((await revealField({ ctx: ada, input: text })).value).toBe("我的邮箱 li@example.com");
    const page = await listReveals({ ctx: staff("mia", later(2), "manager"), input: {} });
    expect(page.items).toHaveLength(2);
    expect(page.items.find((row) => row.id === id)).toMatchObject({
      ...{ by: { kind: "staff", id: "ada", name: "ada" }, subject: `ticket:${number}` },
      ...{ field: "contact", reason: "call_back" },
    });
    const rows = await db.select().from(auditLog).where(eq(auditLog.action, "pii.revealed"));
    expect(rows.map(({ actorId }) => actorId)).toEqual(["ada", "ada"]);
    const kept = JSON.stringify([rows, await db.select().from(reveals)]);
    expect(kept).not.toContain(PHONE);
    expect(kept).not.toContain("li@example.com");
  });

  test("are the number of a call that was booked, and a pass to a picture of which parts were made black", async () => {
    const mine = await opened();
    const ctx = await holder(mine, later(1));
    const { items } = await callSlots({ ctx, input: { number: mine.number } });
    const slot = items[0]?.from ?? "";
    const call = await requestCall({ ctx, input: { number: mine.number, phone: PHONE, slot } });
    expect(call.phone).toBe("138****5678");
    const ada = staff("ada", later(2));
    const shown = await revealField({ ctx: ada, input: ask(`call:${call.id}`, { field: "phone" }) });
    expect(shown.value).toBe(PHONE);
    expect((await refusal(revealField({ ctx: ada, input: ask("call:nobody", { field: "phone" }) }))).code).toBe(
      "CALL_NOT_FOUND",
    );
    expect((await refusal(revealField({ ctx: ada, input: ask("picture:none", { field: "picture" }) }))).code).toBe(
      "ATTACHMENT_NOT_FOUND",
    );
    expect(JSON.stringify(await db.select().from(auditLog))).not.toContain(PHONE);
  });

  test("need a reason, a field that is there, and a permission", async () => {
    const { number } = await openPaid("O1");
    const ada = staff("ada", later(1));
    await expect(revealField({ ctx: ada, input: ask(`ticket:${number}`, { reason: "" }) })).rejects.toThrow();
    await expect(revealField({ ctx: ada, input: ask(`ticket:${number}`, { field: "phone" }) })).rejects.toThrow();
    expect(await refusal(revealField({ ctx: ada, input: ask(`ticket:${number}`) }))).toMatchObject({
      code: "CONTACT_NOT_FOUND",
    });
    expect(await refusal(revealField({ ctx: ada, input: ask("ticket:T0") }))).toMatchObject({
      code: "TICKET_NOT_FOUND",
    });
    const weak = key("weak", ["tickets:read"]);
    expect(await refusal(revealField({ ctx: weak, input: ask(`ticket:${number}`) }))).toMatchObject({ status: 403 });
    expect(await refusal(listReveals({ ctx: staff("lea", later(1), "lead"), input: {} }))).toMatchObject({
      status: 403,
    });
    expect(await db.select().from(reveals)).toEqual([]);
  });

  test("are shown so many times an hour to one person and no more, and again later", async () => {
    const { number } = await opened();
    const input = ask(`ticket:${number}`);
    for (let n = 0; n < REVEALS_AN_HOUR; n++) await revealField({ ctx: staff("ada", later(n)), input });
    expect(await refusal(revealField({ ctx: staff("ada", later(40)), input }))).toMatchObject({
      ...{ status: 429, code: "TOO_MANY_REVEALS", details: { retryAfterS: 1_200 } },
    });
    expect((await revealField({ ctx: staff("bob", later(40)), input })).value).toBe(PHONE);
    expect((await revealField({ ctx: staff("ada", later(61)), input })).value).toBe(PHONE);
    const first = await listReveals({ ctx: staff("mia", later(90), "manager"), input: { limit: 20 } });
    const cursor = first.nextCursor ?? "";
    const rest = await listReveals({ ctx: staff("mia", later(90), "manager"), input: { limit: 20, cursor } });
    expect(new Set([...first.items, ...rest.items].map(({ id }) => id)).size).toBe(REVEALS_AN_HOUR + 2);
    expect(rest.nextCursor).toBeNull();
  });
});
