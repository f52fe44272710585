import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog, calendars, slaPolicies } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { later, openPaid, refusal, staff } from "#server/tickets/testing.ts";
import {
  activatePolicy,
  DEFAULT_POLICY,
  listCalendars,
  listHolidays,
  listPolicies,
  saveCalendar,
  saveHolidays,
  savePolicy,
  trySla,
} from "./index.ts";

freshDatabase({ beforeEach, afterEach });

const manager = (at = later(0)) => staff("meng", at, "manager");
const agent = staff("an");
const day = [
  { from: 540, to: 720 },
  { from: 840, to: 1_080 },
];
const office = { name: "客服", version: 0, weekly: [day, day, day, day, day, [], []], country: "CN" as const };
const saveOffice = (more: object = {}, ctx = manager()) =>
  saveCalendar({ ctx, input: { id: "office", ...office, ...more } });
const levels = (minutes: number, calendar = "office") => {
  const { targets, ...rest } = DEFAULT_POLICY.content;
  return { name: "工作时间", ...rest, targets: { ...targets, first_response: { minutes, calendar } } };
};

describe("calendars", () => {
  test("each save is a version of its own, by whom it was and in the log, and round the clock is always there", async () => {
    const saved = await saveOffice();
    expect(saved).toMatchObject({
      version: 1,
      zone: "Asia/Shanghai",
      holidayYears: [2024, 2025, 2026],
      createdBy: "meng",
    });
    await saveOffice({ version: 1, name: "客服部" });
    const { calendars: all } = await listCalendars({ ctx: agent });
    expect(all.map(({ id, version, name }) => [id, version, name])).toEqual([
      ["always", 1, "24×7"],
      ["office", 2, "客服部"],
    ]);
    expect(await db.select().from(calendars)).toHaveLength(2);
    const audit = await db.select().from(auditLog).where(eq(auditLog.action, "sla.calendar_saved"));
    expect(audit.map(({ subject }) => subject)).toEqual(["calendar:office", "calendar:office"]);
  });

  test("two people do not undo each other, nobody empties a calendar, and agents change none", async () => {
    await saveOffice();
    expect(await refusal(saveOffice())).toMatchObject({ status: 409, code: "VERSION_CONFLICT" });
    const empty = { version: 1, weekly: [[], [], [], [], [], [], []] };
    expect(await refusal(saveOffice(empty))).toMatchObject({ status: 422, code: "CALENDAR_EMPTY" });
    const always = { id: "always", ...office };
    expect(await refusal(saveCalendar({ ctx: manager(), input: always }))).toMatchObject({ code: "CALENDAR_FIXED" });
    expect(await refusal(saveOffice({ version: 1 }, staff("li", later(0), "lead")))).toMatchObject({ status: 403 });
  });

  test("a calendar that a promise counts by cannot become too thin for it", async () => {
    await saveOffice();
    const { version } = await savePolicy({ ctx: manager(), input: levels(6_000) });
    await activatePolicy({ ctx: manager(), input: { version } });
    const thin = { version: 1, weekly: [[{ from: 0, to: 60 }], [], [], [], [], [], []] };
    expect(await refusal(saveOffice(thin))).toMatchObject({ status: 422, code: "CALENDAR_TOO_THIN" });
  });

  test("from November on a calendar says that the next year's holidays are missing, until they are entered", async () => {
    await saveOffice();
    const missing = async (at: string) =>
      (await listCalendars({ ctx: staff("an", at) })).calendars.find(({ id }) => id === "office")?.missingYears;
    expect(await missing("2026-10-31T15:59:00Z")).toEqual([]);
    expect(await missing("2026-10-31T16:00:00Z")).toEqual([2027]);
    const days = [{ day: "2027-01-01", name: "元旦", worksAs: null }];
    const input = { country: "CN" as const, year: 2027, source: "通知", days };
    expect(await saveHolidays({ ctx: manager(), input })).toMatchObject({ calendars: ["office"] });
    expect(await missing("2026-11-01T00:00:00Z")).toEqual([]);
    // A second time nothing changes, so no calendar does.
    expect(await saveHolidays({ ctx: manager(), input })).toMatchObject({ calendars: [] });
    expect((await listHolidays({ ctx: agent })).years.map(({ year }) => year)).toEqual([2024, 2025, 2026, 2027]);
  });
});

describe("policies", () => {
  test("a draft holds for nobody, an active one for what starts then, and the one before can come back", async () => {
    await saveOffice();
    const { version } = await savePolicy({ ctx: manager(), input: levels(60) });
    expect((await listPolicies({ ctx: agent })).active.version).toBe("default-1");
    await activatePolicy({ ctx: manager(), input: { version } });
    expect((await listPolicies({ ctx: agent })).active).toMatchObject({ version: "policy-1", state: "active" });
    const second = await savePolicy({ ctx: manager(), input: levels(30) });
    await activatePolicy({ ctx: manager(), input: { version: second.version } });
    const states = async () => (await db.select().from(slaPolicies).orderBy(slaPolicies.n)).map(({ state }) => state);
    expect(await states()).toEqual(["retired", "active"]);
    await activatePolicy({ ctx: manager(), input: { version: "default-1" } });
    expect(await states()).toEqual(["retired", "retired"]);
    const again = activatePolicy({ ctx: manager(), input: { version: "default-1" } });
    expect(await refusal(again)).toMatchObject({ status: 409, code: "POLICY_ACTIVE" });
    const none = activatePolicy({ ctx: manager(), input: { version: "policy-9" } });
    expect(await refusal(none)).toMatchObject({ status: 404 });
  });

  test("an unknown calendar is refused, and agents save nothing", async () => {
    const unknown = savePolicy({ ctx: manager(), input: levels(60, "nights") });
    expect(await refusal(unknown)).toMatchObject({ status: 422, code: "CALENDAR_UNKNOWN" });
    expect(await refusal(savePolicy({ ctx: agent, input: levels(60, "always") }))).toMatchObject({ status: 403 });
  });

  test("what a version would promise is what a ticket is promised", async () => {
    await saveOffice();
    const { version } = await savePolicy({ ctx: manager(), input: levels(60) });
    const tried = await trySla({ ctx: agent, input: { at: later(0), version, priority: "high" } });
    await activatePolicy({ ctx: manager(), input: { version } });
    const { sla } = await openPaid();
    // Monday, eight in the morning in Shanghai: the hour begins at nine.
    expect(sla.firstResponseDueAt).toBe(later(120));
    expect(tried.targets.find(({ metric }) => metric === "first_response")).toMatchObject({
      ...{ minutes: 60, calendar: "office", dueAt: later(120), warnAt: later(105), escalateAt: later(150) },
    });
  });
});
