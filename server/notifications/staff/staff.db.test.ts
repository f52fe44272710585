import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { shifts, skills, staffDeliveries, ticketFollowers, tickets, user } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { overrideEnv } from "#server/core/env.ts";
import { openPaid } from "#server/tickets/testing.ts";
import { decoded, FakeMail } from "../channels/testing.ts";
import { addRobot, changeRobot, testRobot } from "../robots/robots.ts";
import { FakeDingtalk } from "../robots/testing.ts";
import { Moving, system } from "../testing.ts";
import {
  getStaffPreferences,
  listStaffDeliveries,
  listStaffNotices,
  readStaffNotices,
  resendStaffDelivery,
  saveStaffPreferences,
  sendStaff,
  tellStaff,
  unreadStaffNotices,
} from "./index.ts";
import type { SaveStaffPreferences } from "./schemas.ts";
import { as, deliveries, happened, noticesOf, ofTicket, person } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
const mail = new FakeMail();
const group = new FakeDingtalk();
beforeAll(async () => void (await Promise.all([mail.open(), group.open()])));
afterAll(async () => void (await Promise.all([mail.close(), group.close()])));

let clock: Moving;
const work = async () => {
  await tellStaff(clock);
  await sendStaff(system(clock));
};
beforeEach(async () => {
  clock = new Moving();
  clock.minutes = 5;
  overrideEnv({ SMTP_URL: mail.url, MAIL_FROM: "a@b.cc", ALLOW_PRIVATE_URLS: true, APP_URL: "https://s.example" });
  mail.behave("well");
  group.behave("well");
  await person("lin");
  await person("boss", "lead");
  // From now on.
  await tellStaff(clock);
});
afterEach(() => overrideEnv());

const mention = (more: object = {}) => ofTicket("ticket.noted", { mentioned: ["lin"], byId: "boss", ...more });
const wish = (over: Partial<SaveStaffPreferences>) =>
  saveStaffPreferences({
    ctx: as("lin", clock),
    input: {
      ...{ wanted: {}, quiet: null, zone: "Asia/Shanghai", digest: "off", digestMinute: 540, locale: "zh-CN" },
      ...over,
    },
  });
const list = () => listStaffNotices({ ctx: as("lin", clock), input: {}, locale: "zh-CN" });

describe("a member of the staff", () => {
  test("is told in their inbox and by mail, once, and not of what they did themselves", async () => {
    await happened(clock, mention({ mentioned: ["lin", "boss"] }), work);
    await happened(clock, ofTicket("ticket.tagged"), work);
    const { items } = await list();
    expect(items).toMatchObject([{ kind: "mentioned", title: "有人提到了您", path: "/desk/TK1", read: false }]);
    expect(await noticesOf("boss")).toEqual([]);
    expect(mail.taken()).toMatchObject([{ to: "lin@example.com", text: expect.stringContaining("TK1") }]);
    await work();
    expect(mail.mails).toHaveLength(1);
  });

  test("on shift hears of a promise near its end where nobody has the ticket, and whoever follows it too", async () => {
    const { number } = await openPaid();
    await person("tang");
    await person("may");
    const times = { fromAt: new Date(0), toAt: new Date(clock.now().getTime() + 86_400_000), createdAt: clock.now() };
    await transact(async (tx) => {
      await tx.insert(shifts).values({ id: "s1", personId: "tang", plannedByName: "boss", ...times });
      const [row] = await tx.select({ id: tickets.id }).from(tickets).where(eq(tickets.number, number));
      await tx.insert(ticketFollowers).values({ ticketId: row?.id ?? "", personId: "may", since: clock.now() });
    });
    await happened(clock, ofTicket("sla.warned", { number, queue: "general", metric: "resolution" }), work);
    expect(await noticesOf("tang")).toMatchObject([{ kind: "sla_warned" }]);
    expect(await noticesOf("may")).toMatchObject([{ kind: "sla_warned" }]);
    await transact((tx) => tx.update(tickets).set({ assigneeId: "lin" }).where(eq(tickets.number, number)));
    await happened(clock, ofTicket("sla.breached", { number, queue: "general", metric: "resolution" }), work);
    expect(await noticesOf("lin")).toMatchObject([{ kind: "sla_breached" }]);
    expect([(await noticesOf("tang")).length, (await noticesOf("may")).length]).toEqual([1, 2]);
  });

  test("hears of a rule whom it names: a person, a role, or whoever is on shift for the queue", async () => {
    await person("tang");
    const times = { fromAt: new Date(0), toAt: new Date(clock.now().getTime() + 86_400_000), createdAt: clock.now() };
    for (const personId of ["lin", "tang"]) {
      const shift = { id: personId, personId, plannedByName: "boss", ...times };
      await transact((tx) => tx.insert(shifts).values(shift));
    }
    await transact((tx) => tx.insert(skills).values({ personId: "tang", queue: "risk", level: 2 }));
    const told = (more: object) =>
      ofTicket("rule.told", { name: "大额", title: "请看一下", queue: "general", ...more });
    const whoHears = async (more: object) => {
      const before = new Map<string, number>();
      for (const id of ["lin", "boss", "tang"]) before.set(id, (await noticesOf(id)).length);
      await happened(clock, told(more), work);
      const heard: string[] = [];
      for (const [id, n] of before) if ((await noticesOf(id)).length > n) heard.push(id);
      return heard;
    };
    expect(await whoHears({ who: "person", id: "tang" })).toEqual(["tang"]);
    expect(await whoHears({ who: "role", role: "lead" })).toEqual(["boss"]);
    expect(await whoHears({ who: "shift" })).toEqual(["lin"]);
    expect(await whoHears({ who: "shift", queue: "risk" })).toEqual(["lin", "tang"]);
    expect(await whoHears({ who: "role", role: "nobody" })).toEqual([]);
    const { items } = await list();
    expect(items[0]).toMatchObject({ kind: "rule", title: "请看一下", path: "/desk/TK1" });
    expect(items[0]?.body).toContain("大额");
  });

  test("reads notices, and what waited for the morning is not mailed once it was read", async () => {
    await wish({ quiet: { from: 0, to: 23 * 60 } });
    await happened(clock, mention(), work);
    expect(mail.mails).toEqual([]);
    expect(await unreadStaffNotices({ ctx: as("lin", clock) })).toEqual({ unread: 1 });
    expect(await readStaffNotices({ ctx: as("lin", clock), input: {} })).toEqual({ unread: 0 });
    clock.minutes = 24 * 60;
    await sendStaff(system(clock));
    expect(mail.mails).toEqual([]);
    expect(await deliveries()).toMatchObject([{ state: "skipped", error: "READ_ALREADY" }]);
  });

  test("gets one mail of everything at the hour they wish", async () => {
    await wish({ digest: "hourly" });
    for (const number of ["TK1", "TK2", "TK3"]) await happened(clock, mention({ number }), work);
    expect(mail.mails).toEqual([]);
    clock.minutes = 60;
    await sendStaff(system(clock));
    expect(mail.mails).toHaveLength(1);
    const text = decoded(mail.mails[0]?.raw ?? "");
    for (const number of ["TK1", "TK2", "TK3"]) expect(text).toContain(number);
    expect(new Set((await deliveries()).map(({ messageId }) => messageId)).size).toBe(1);
  });

  test("is told of what they chose by the ways they chose, in their language", async () => {
    await wish({ wanted: { mentioned: [], ticket_answered: ["mail"] }, locale: "en" });
    await happened(clock, mention(), work);
    expect(mail.mails).toEqual([]);
    expect(await noticesOf("lin")).toHaveLength(1);
    await expect(wish({ zone: "Mars/Olympus" })).rejects.toMatchObject({ code: "ZONE_UNKNOWN" });
    await expect(wish({ phone: "abc" })).rejects.toMatchObject({ code: "PHONE_INVALID" });
    await wish({ phone: "13800138000" });
    expect(await getStaffPreferences({ ctx: as("lin", clock) })).toMatchObject({
      phone: "138****8000",
      usable: ["mail"],
    });
  });

  test("whose account was closed is sent nothing more", async () => {
    await wish({ digest: "hourly" });
    await happened(clock, mention(), work);
    await transact((tx) => tx.update(user).set({ disabledAt: new Date() }).where(eq(user.id, "lin")));
    clock.minutes = 60;
    await sendStaff(system(clock));
    expect(mail.mails).toEqual([]);
    expect(await deliveries()).toMatchObject([{ state: "skipped", error: "ACCOUNT_CLOSED" }]);
  });
});

describe("an alert", () => {
  const alert = (severity: string) => ({
    ...{ topic: "alert.fired", subject: "alert:A1" },
    payload: { measure: "callback_lag", key: "alipay", severity, value: 420_000, threshold: 300_000 },
  });

  test("is told to whoever is on shift, to the leads when nobody is, and pages at night", async () => {
    await happened(clock, alert("warn"), work);
    expect(await noticesOf("boss")).toHaveLength(1);
    expect(await noticesOf("lin")).toEqual([]);
    const shift = { id: "s1", personId: "lin", plannedByName: "boss", createdAt: clock.now() };
    const times = { fromAt: new Date(clock.now().getTime() - 1), toAt: new Date(clock.now().getTime() + 60_000) };
    await transact((tx) => tx.insert(shifts).values({ ...shift, ...times }));
    await wish({ quiet: { from: 0, to: 1_439 }, digest: "daily" });
    mail.behave("well");
    await happened(clock, alert("warn"), work);
    expect(mail.mails).toEqual([]);
    await happened(clock, alert("page"), work);
    expect(mail.taken()).toMatchObject([{ to: "lin@example.com", text: expect.stringContaining("7 分钟") }]);
    expect(await noticesOf("boss")).toHaveLength(1);
  });
});

describe("nothing is sent twice", () => {
  test("by two workers at once", async () => {
    await happened(clock, mention(), async () => {
      await Promise.all([tellStaff(clock), tellStaff(clock)]);
      await Promise.all([sendStaff(system(clock)), sendStaff(system(clock))]);
    });
    expect(mail.mails).toHaveLength(1);
  });

  test("by a worker that died with it: whether it went out is for a person to judge", async () => {
    await wish({ digest: "hourly" });
    await happened(clock, mention(), work);
    const dead = { state: "sending" as const, leaseOwner: "dead", nextAttemptAt: clock.now() };
    await transact((tx) => tx.update(staffDeliveries).set(dead));
    await sendStaff(system(clock));
    expect(mail.mails).toEqual([]);
    expect(await deliveries()).toMatchObject([{ state: "unknown", error: "WORKER_DIED" }]);
  });

  test("but again by a person's wish, alone, and never while it is under way", async () => {
    mail.behave("no");
    await happened(clock, mention(), work);
    const boss = as("boss", clock, "lead");
    const failed = await listStaffDeliveries({ ctx: boss, input: { state: "failed", receiver: "person:lin" } });
    const id = failed.items[0]?.id ?? "";
    expect(failed.items).toMatchObject([{ to: "l***@example.com" }]);
    mail.behave("well");
    await expect(resendStaffDelivery({ ctx: as("lin", clock), input: { id } })).rejects.toMatchObject({ status: 403 });
    await resendStaffDelivery({ ctx: boss, input: { id } });
    await expect(resendStaffDelivery({ ctx: boss, input: { id } })).rejects.toMatchObject({
      code: "DELIVERY_UNDER_WAY",
    });
    await sendStaff(system(clock));
    expect(mail.mails).toHaveLength(1);
    expect((await verifyAudit()).broken).toEqual([]);
  });
});

describe("a robot", () => {
  const admin = () => as("root", clock, "admin");
  const add = () =>
    addRobot({
      ctx: admin(),
      input: {
        kind: "dingtalk",
        name: "值班群",
        ...group.address,
        kinds: ["escalated"],
        locale: "zh-CN",
        enabled: true,
      },
    });

  test("tells its group what it is for, several things as one message, one message every few seconds", async () => {
    const robot = await add();
    expect(JSON.stringify(robot)).not.toMatch(/s3cret|hook/);
    await happened(clock, ofTicket("sla.escalated", { metric: "resolution" }), work);
    await happened(clock, ofTicket("sla.escalated", { number: "TK2", metric: "resolution" }), work);
    await happened(clock, ofTicket("sla.escalated", { number: "TK3", metric: "resolution" }), work);
    expect(group.taken()).toHaveLength(1);
    clock.minutes = 6;
    await sendStaff(system(clock));
    const texts = group.taken().map(({ text }) => text);
    expect(texts).toHaveLength(2);
    expect(texts[0]).toContain("TK1");
    expect(texts[1]).toContain("TK2");
    expect(texts[1]).toContain("TK3");
  });

  test("is tried out, changed under a version, and lives where its chat program does", async () => {
    const { id, version } = await add();
    expect(await testRobot({ ctx: admin(), input: { id } })).toEqual({ ok: true, error: null });
    group.behave("no");
    expect(await testRobot({ ctx: admin(), input: { id } })).toMatchObject({ ok: false });
    await changeRobot({ ctx: admin(), input: { id, version, enabled: false } });
    await expect(changeRobot({ ctx: admin(), input: { id, version, enabled: true } })).rejects.toMatchObject({
      code: "VERSION_CONFLICT",
    });
    overrideEnv({ ALLOW_PRIVATE_URLS: false });
    await expect(add()).rejects.toMatchObject({ code: "ROBOT_URL" });
    await expect(addRobot({ ctx: as("lin", clock), input: {} as never })).rejects.toMatchObject({ status: 403 });
  });
});
