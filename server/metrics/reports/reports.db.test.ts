import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, reportMails, reportSchedules, user } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { built, resolved, ticket } from "../testing.ts";
import { planReports } from "./plan-reports.ts";
import { removeReport } from "./remove-report.ts";
import type { ReportMail } from "./render.ts";
import { saveReport } from "./save-report.ts";
import { listReports, reportPeople } from "./schedules.ts";
import type { SaveReport } from "./schemas.ts";
import { type MailResult, sendReports } from "./send-reports.ts";

freshDatabase({ beforeEach, afterEach });

const boss = (at: string, role: StaffRole = "manager"): Ctx => ({
  actor: { kind: "staff", id: "m1", name: "Chen", role, freshUntil: ALWAYS },
  clock: fixedClock(at),
});
const TUESDAY = "2026-11-10T12:00:00Z";
const daily: SaveReport = {
  ...{ name: "每日 <承诺>", board: "sla", period: "day", hour: 9, locale: "zh-CN", peopleIds: ["m1", "l1"] },
};

beforeEach(async () => {
  for (const [id, role] of [
    ["m1", "manager"],
    ["l1", "lead"],
    ["a1", "agent"],
  ] as const) {
    const at = new Date(TUESDAY);
    const row = { id, name: id, email: `${id}@shop.example`, emailVerified: true, role, createdAt: at, updatedAt: at };
    await transact((tx) => tx.insert(user).values(row));
  }
});

/** A mail server that notes what it is given. */
function server(answer: (mail: ReportMail) => MailResult = () => ({ state: "sent" })) {
  const mails: ReportMail[] = [];
  const send = async (mail: ReportMail) => {
    mails.push(mail);
    return answer(mail);
  };
  return { mails, send };
}

/** One round of both jobs. */
async function round(at: string, { send }: ReturnType<typeof server>): Promise<void> {
  await planReports(boss(at));
  await sendReports(boss(at), send);
}

describe("a report", () => {
  test("is mailed to each at its time, once, with its numbers and its file", async () => {
    await ticket("10T02:00", resolved("10T03:00"), [
      { metric: "resolution", due: "10T23:00", decided: "10T03:00", outcome: "met" },
    ]);
    await built();
    const saved = await saveReport({ ctx: boss(TUESDAY), input: daily });
    expect(saved.nextAt).toBe("2026-11-11T01:00:00.000Z");
    const post = server();
    await round("2026-11-11T00:59:00Z", post);
    expect(post.mails).toEqual([]);
    for (let i = 0; i < 3; i++) await round(`2026-11-11T01:0${i}:00Z`, post);
    expect(post.mails.map((mail) => mail.to).sort()).toEqual(["l1@shop.example", "m1@shop.example"]);
    const [mail] = post.mails;
    expect(mail?.subject).toBe("到账: 每日 <承诺> 2026-11-10");
    expect(mail?.text).toContain("承诺达成率: 100.0%");
    expect(mail?.html).toContain("每日 &lt;承诺&gt;");
    expect(mail?.html).not.toContain("<承诺>");
    expect(mail?.link).toContain("/manager/sla?from=2026-11-10&to=2026-11-10");
    expect(mail?.files[0]?.bytes.toString()).toContain("承诺达成率,1,");
    await round("2026-11-12T01:00:30Z", post);
    expect(post.mails).toHaveLength(4);
  });

  test("whose time passed while the server was down is sent once, and says that it is late", async () => {
    await saveReport({ ctx: boss(TUESDAY), input: { ...daily, peopleIds: ["m1"] } });
    const post = server();
    await round("2026-11-14T20:00:00Z", post);
    expect(post.mails).toHaveLength(1);
    expect(post.mails[0]?.subject).toContain("2026-11-13");
    expect(post.mails[0]?.text).toContain("晚于预定时间");
    const [report] = await listReports({ ctx: boss("2026-11-14T20:00:00Z") });
    expect(report).toMatchObject({
      nextAt: "2026-11-15T01:00:00.000Z",
      last: [{ personId: "m1", state: "sent", late: true }],
    });
  });

  test("knows for ninety days whom it went to", async () => {
    await saveReport({ ctx: boss(TUESDAY), input: { ...daily, peopleIds: ["m1"] } });
    await round("2026-11-11T01:00:00Z", server());
    await round("2027-02-20T01:00:00Z", server());
    const rows = await db.select({ dueAt: reportMails.dueAt }).from(reportMails);
    expect(rows).toEqual([{ dueAt: new Date("2027-02-20T01:00:00Z") }]);
  });

  test("two workers plan and send it once", async () => {
    await saveReport({ ctx: boss(TUESDAY), input: daily });
    const post = server();
    await Promise.all([1, 2, 3].map(() => planReports(boss("2026-11-11T01:00:00Z"))));
    await Promise.all([1, 2, 3].map(() => sendReports(boss("2026-11-11T01:00:00Z"), post.send)));
    expect(post.mails).toHaveLength(2);
  });

  test("that certainly did not leave is tried again; one that may have is not", async () => {
    await saveReport({ ctx: boss(TUESDAY), input: { ...daily, peopleIds: ["m1"] } });
    const answers: MailResult[] = [{ state: "later", error: "busy" }, { state: "sent" }];
    const post = server(() => answers.shift() ?? null);
    await round("2026-11-11T01:00:00Z", post);
    await round("2026-11-11T01:01:00Z", post);
    expect(post.mails).toHaveLength(1);
    await round("2026-11-11T01:06:00Z", post);
    expect(post.mails).toHaveLength(2);

    const lost = server(() => ({ state: "unknown", error: "cut" }));
    await round("2026-11-12T01:00:00Z", lost);
    await round("2026-11-12T03:00:00Z", lost);
    expect(lost.mails).toHaveLength(1);
    const states = await db.select({ state: reportMails.state }).from(reportMails);
    expect(states.map(({ state }) => state).sort()).toEqual(["sent", "unknown"]);
  });

  test("a worker that died over it leaves it as unknown", async () => {
    await saveReport({ ctx: boss(TUESDAY), input: { ...daily, peopleIds: ["m1"] } });
    await planReports(boss("2026-11-11T01:00:00Z"));
    await transact((tx) => tx.update(reportMails).set({ state: "sending" }));
    const post = server();
    await sendReports(boss("2026-11-11T01:10:00Z"), post.send);
    expect(post.mails).toEqual([]);
    expect(await db.select().from(reportMails)).toMatchObject([{ state: "unknown", error: "WORKER_DIED" }]);
  });

  test("goes to nobody who may not see numbers, also when that changed after it was planned", async () => {
    const bad = saveReport({ ctx: boss(TUESDAY), input: { ...daily, peopleIds: ["m1", "a1", "nobody"] } });
    await expect(bad).rejects.toMatchObject({
      code: "RECIPIENT_MAY_NOT",
      errors: [{ path: "peopleIds.1" }, { path: "peopleIds.2" }],
    });
    expect(await reportPeople({ ctx: boss(TUESDAY) })).toEqual([
      { id: "l1", name: "l1" },
      { id: "m1", name: "m1" },
    ]);
    await saveReport({ ctx: boss(TUESDAY), input: daily });
    await planReports(boss("2026-11-11T01:00:00Z"));
    await transact((tx) => tx.update(user).set({ role: "agent" }).where(eq(user.id, "l1")));
    const post = server();
    await sendReports(boss("2026-11-11T01:00:00Z"), post.send);
    expect(post.mails.map((mail) => mail.to)).toEqual(["m1@shop.example"]);
  });

  test("is changed by who saw its version, put off, and ended; each with an audit row", async () => {
    const made = await saveReport({ ctx: boss(TUESDAY), input: daily });
    const { id } = made;
    const off = await saveReport({ ctx: boss(TUESDAY), input: { ...daily, id, version: 1, enabled: false } });
    expect(off).toMatchObject({ version: 2, nextAt: null });
    const stale = saveReport({ ctx: boss(TUESDAY), input: { ...daily, id, version: 1 } });
    await expect(stale).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
    const post = server();
    await round("2026-11-20T01:00:00Z", post);
    expect(post.mails).toEqual([]);
    await removeReport({ ctx: boss(TUESDAY), input: { id } });
    await expect(removeReport({ ctx: boss(TUESDAY), input: { id } })).rejects.toMatchObject({
      code: "REPORT_NOT_FOUND",
    });
    expect(await db.select().from(reportSchedules)).toEqual([]);
    const rows = await db.select({ action: auditLog.action }).from(auditLog);
    expect(rows.map(({ action }) => action)).toEqual(["report.made", "report.changed", "report.removed"]);
  });

  test("is no agent's to see or make", async () => {
    const agent = boss(TUESDAY, "agent");
    await expect(saveReport({ ctx: agent, input: daily })).rejects.toMatchObject({ status: 403 });
    await expect(listReports({ ctx: agent })).rejects.toMatchObject({ status: 403 });
  });

  test("a weekly one needs a weekday, and a zone has to be one", async () => {
    await expect(saveReport({ ctx: boss(TUESDAY), input: { ...daily, period: "week" } })).rejects.toThrow("weekday");
    await expect(saveReport({ ctx: boss(TUESDAY), input: { ...daily, zone: "Mars/Base" } })).rejects.toThrow(
      "time zone",
    );
  });

  test.each(["overview", "causes", "channels", "people", "money", "diagnosis"] as const)(
    "of %s can be mailed",
    async (board) => {
      await saveReport({ ctx: boss(TUESDAY), input: { ...daily, board, locale: "en", peopleIds: ["m1"] } });
      const post = server();
      await round("2026-11-11T01:00:00Z", post);
      expect(post.mails[0]?.text).toContain("Open the page");
    },
  );
});
