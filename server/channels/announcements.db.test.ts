import { asc, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/index.ts";
import { plansOf, type TestDatabase, testDatabase } from "#db/testing.ts";
import { DAY_MS, fixedClock, HOUR_MS } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { staffRoles } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { event, send } from "#server/orders/testing.ts";
import { cancelAnnouncement, createAnnouncement, listAnnouncements } from "./announcements.ts";
import { publicChannels } from "./public-channels.ts";
import type { AnnouncementInput } from "./schemas.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const START = Date.UTC(2026, 10, 24, 8);
const iso = (ms: number) => new Date(START + ms).toISOString();
const ctxAt = (ms: number) => systemContext("test", fixedClock(new Date(START + ms)));
const text = { "zh-CN": "例行维护", en: "Routine maintenance" };
const window = (from: number, to: number, channel: string | null = "alipay"): AnnouncementInput => ({
  kind: "maintenance",
  channel,
  text,
  startsAt: iso(from),
  endsAt: iso(to),
});
const create = (input: AnnouncementInput, ms = 0) => createAnnouncement({ ctx: ctxAt(ms), input });
const seen = (ms: number) => publicChannels({ now: new Date(START + ms) });
const up = (channel: string) =>
  send([event("topup.channel.updated", iso(-HOUR_MS), { channel, status: "up" })], iso(-HOUR_MS));

describe("a maintenance window", () => {
  test("is announced beforehand, makes its channel maintenance while it lasts, and people are sent elsewhere", async () => {
    await up("alipay");
    await up("wechatpay");
    const { id } = await create(window(HOUR_MS, 2 * HOUR_MS));
    const before = await seen(0);
    expect(before).toMatchObject({ recommendedChannel: "alipay", bannerText: null });
    expect(before.items[0]).toMatchObject({ status: "up", announcements: [{ id, state: "planned", text }] });
    const during = await seen(HOUR_MS);
    expect(during.items[0]).toMatchObject({ status: "maintenance", since: iso(HOUR_MS) });
    expect(during).toMatchObject({ recommendedChannel: "wechatpay", banner: [{ channel: "alipay" }] });
    const after = await seen(2 * HOUR_MS);
    expect(after).toMatchObject({ banner: [], items: [{ status: "up", announcements: [] }, {}] });
  });

  test("that names no channel concerns every one", async () => {
    await up("alipay");
    await up("wechatpay");
    await create(window(0, HOUR_MS, null));
    const during = await seen(1);
    expect(during.items.map(({ status }) => status)).toEqual(["maintenance", "maintenance"]);
    expect(during).toMatchObject({ recommendedChannel: null, bannerText: null, announcements: [{ channel: null }] });
  });

  test("ends when it is taken back, once, and what is over cannot be", async () => {
    await up("alipay");
    const { id } = await create(window(0, HOUR_MS));
    expect((await seen(1)).items[0]?.status).toBe("maintenance");
    expect(await cancelAnnouncement({ ctx: ctxAt(2), input: { id } })).toMatchObject({ state: "cancelled" });
    expect(await cancelAnnouncement({ ctx: ctxAt(3), input: { id } })).toMatchObject({ state: "cancelled" });
    expect((await seen(4)).items[0]?.status).toBe("up");
    const rows = await db
      .select()
      .from(auditLog)
      .where(eq(auditLog.subject, `announcement:${id}`))
      .orderBy(asc(auditLog.seq));
    expect(rows.map((row) => row.action)).toEqual(["announcement.created", "announcement.cancelled"]);
    const other = await create(window(0, HOUR_MS));
    const late = cancelAnnouncement({ ctx: ctxAt(2 * HOUR_MS), input: { id: other.id } });
    await expect(late).rejects.toMatchObject({ code: "ANNOUNCEMENT_OVER", status: 409 });
    const none = cancelAnnouncement({ ctx: ctxAt(0), input: { id: "none" } });
    await expect(none).rejects.toMatchObject({ code: "ANNOUNCEMENT_NOT_FOUND", status: 404 });
  });

  test("has an end, after its start, in the future, within a month", async () => {
    const paths = (input: AnnouncementInput) => create(input).catch((error) => error);
    expect(await paths({ kind: "maintenance", text })).toBeInstanceOf(Error);
    for (const wrong of [window(HOUR_MS, HOUR_MS), window(-2 * HOUR_MS, -HOUR_MS), window(0, 31 * DAY_MS)]) {
      expect(await paths(wrong)).toMatchObject({ code: "VALIDATION_FAILED", errors: [{ path: "endsAt" }] });
    }
  });
});

describe("the list", () => {
  test("has what is active or planned, and on demand the past, newest first, page by page", async () => {
    const first = await create({ kind: "announcement", text });
    await create(window(0, HOUR_MS));
    for (let i = 0; i < 5; i++) await create({ kind: "announcement", text, startsAt: iso(DAY_MS) });
    await cancelAnnouncement({ ctx: ctxAt(0), input: { id: first.id } });
    const list = (input: Parameters<typeof listAnnouncements>[0]["input"]) =>
      listAnnouncements({ ctx: ctxAt(2 * HOUR_MS), input });
    expect((await list({})).items.map(({ state }) => state)).toEqual(Array(5).fill("planned"));
    const one = await list({ show: "all", limit: 4 });
    const two = await list({ show: "all", limit: 4, cursor: one.nextCursor ?? "" });
    expect(one.items).toHaveLength(4);
    expect(two.items.map(({ state }) => state)).toEqual(["planned", "over", "cancelled"]);
    expect(two.nextCursor).toBeNull();
    await expect(list({ cursor: "nonsense" })).rejects.toMatchObject({ code: "BAD_CURSOR" });
    const plans = await plansOf(database, () => list({ show: "all", limit: 4, cursor: one.nextCursor ?? "" }));
    expect(plans.join("\n")).not.toContain("TEMP B-TREE");
    expect(plans.filter((line) => /SCAN announcements/.test(line))).toEqual([]);
  });

  test("what is planned far ahead is not shown yet", async () => {
    await up("alipay");
    await create(window(20 * DAY_MS, 20 * DAY_MS + HOUR_MS));
    expect((await seen(0)).items[0]?.announcements).toEqual([]);
    expect((await seen(7 * DAY_MS)).items[0]?.announcements).toHaveLength(1);
  });
});

test("managers and administrators announce, nobody else", async () => {
  for (const role of staffRoles) {
    const ctx: Ctx = { ...ctxAt(0), actor: { kind: "staff", id: "s", name: "S", role, freshUntil: ALWAYS } };
    const made = createAnnouncement({ ctx, input: { kind: "announcement", text } });
    if (role === "manager" || role === "admin") {
      const { id } = await made;
      await cancelAnnouncement({ ctx, input: { id } });
    } else {
      await expect(made).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(cancelAnnouncement({ ctx, input: { id: "x" } })).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  }
});
