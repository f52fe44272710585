import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { forgetLimits } from "#server/http/index.ts";
import { linkVersionOf, renewTicketLink, stillOpen, ticketForAccess } from "./index.ts";
import { customer, holder, key, openPaid, staff, strangersRun } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(() => forgetLimits());

const secretOf = (url: string | null) => new URL(url ?? "").searchParams.get("k") ?? "";

describe("a ticket's link", () => {
  it("is replaced by its customer: the old one opens nothing, the new one does", async () => {
    const opened = await openPaid();
    const { number } = opened;
    const before = { number, linkVersion: (await linkVersionOf(number)) ?? 0 };
    expect(await stillOpen([before, { number: "TK0", linkVersion: 1 }])).toEqual([number]);
    const renewed = await renewTicketLink({ ctx: await holder(opened), input: { number } });
    expect(await ticketForAccess({ number, secret: secretOf(opened.accessUrl) })).toBeUndefined();
    expect(await ticketForAccess({ number, secret: secretOf(renewed.accessUrl) })).toMatchObject({ linkVersion: 2 });
    expect(await stillOpen([before])).toEqual([]);
    expect(await stillOpen([{ number, linkVersion: 2 }])).toEqual([number]);
  });

  it("is replaced by staff, who do not get it, and by keys, who speak for customers", async () => {
    const { number, accessUrl } = await openPaid();
    expect(await renewTicketLink({ ctx: staff("a"), input: { number } })).toEqual({ number, accessUrl: null });
    expect(await ticketForAccess({ number, secret: secretOf(accessUrl) })).toBeUndefined();
    const byKey = await renewTicketLink({ ctx: key("k", ["tickets:write"]), input: { number } });
    expect(await ticketForAccess({ number, secret: secretOf(byKey.accessUrl) })).toBeDefined();
    const rows = await db
      .select()
      .from(auditLog)
      .where(eq(auditLog.subject, `ticket:${number}`));
    const told = rows.filter(({ data }) => JSON.stringify(data).includes("link_renewed"));
    expect(told).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain(secretOf(byKey.accessUrl));
  });

  it("is no matter of strangers, who cannot tell a ticket from none", async () => {
    const { number } = await openPaid();
    const stranger = customer(`diagnosis:${await strangersRun()}`);
    const refused = (to: string) =>
      renewTicketLink({ ctx: stranger, input: { number: to } }).then(
        () => "",
        ({ status, code, message }) => JSON.stringify([status, code, message]),
      );
    expect(await refused(number)).toBe(await refused("TK0"));
    await expect(renewTicketLink({ ctx: key("k", ["tickets:read"]), input: { number } })).rejects.toMatchObject({
      status: 403,
    });
    expect(await linkVersionOf(number)).toBe(1);
  });

  it("is not replaced again and again", async () => {
    const { number } = await openPaid();
    for (let i = 0; i < 10; i += 1) await renewTicketLink({ ctx: staff("a"), input: { number } });
    await expect(renewTicketLink({ ctx: staff("a"), input: { number } })).rejects.toMatchObject({ status: 429 });
    expect(await linkVersionOf(number)).toBe(11);
  });
});
