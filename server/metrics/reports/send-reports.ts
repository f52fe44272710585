import { and, asc, eq, inArray, lte } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { reportMails, reportSchedules } from "#db/schema/index.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { metricsBoard } from "../boards/board.ts";
import { type ReportMail, render } from "./render.ts";
import { mayBeTold, type Person, type ScheduleRow } from "./schedules.ts";
import { reportedPeriod } from "./times.ts";

/** What became of a mail; null where no mail is set up. */
export type MailResult = { state: "sent" } | { state: "later" | "refused" | "unknown"; error: string } | null;
export type SendMail = (mail: ReportMail) => Promise<MailResult>;

const BATCH = 20;
const MAX_ATTEMPTS = 6;
/** Longer than any mail takes. Who has not said by then what became of it is dead. */
const LEASE_MS = 5 * MINUTE_MS;
const RETRY_MS = 5 * MINUTE_MS;

type Row = typeof reportMails.$inferSelect;

/**
 * Sends the mails that are planned. One that a worker died with may have gone out: it stands as unknown and is never sent again by
 * itself.
 * @returns how many were taken up
 */
export async function sendReports(ctx: Ctx, send: SendMail): Promise<number> {
  const mine = await claim(ctx);
  for (const row of mine) await sendOne(ctx, row, send);
  return mine.length;
}

async function claim(ctx: Ctx): Promise<Row[]> {
  const now = ctx.clock.now();
  const due = and(inArray(reportMails.state, ["planned", "sending"]), lte(reportMails.nextAttemptAt, now));
  const [any] = await db.select({ id: reportMails.id }).from(reportMails).where(due).limit(1);
  if (!any) return [];
  return transact(
    async (tx) => {
      const rows = await tx.select().from(reportMails).where(due).orderBy(asc(reportMails.nextAttemptAt)).limit(BATCH);
      const mine: Row[] = [];
      for (const row of rows) {
        const died = row.state === "sending";
        const set = died
          ? { state: "unknown" as const, error: "WORKER_DIED" }
          : {
              state: "sending" as const,
              attempts: row.attempts + 1,
              nextAttemptAt: new Date(now.getTime() + LEASE_MS),
            };
        await tx.update(reportMails).set(set).where(eq(reportMails.id, row.id));
        if (!died) mine.push({ ...row, ...set });
      }
      return mine;
    },
    { serializeOn: "reports:send" },
  );
}

async function sendOne(ctx: Ctx, row: Row, send: SendMail): Promise<void> {
  const [schedule] = await db.select().from(reportSchedules).where(eq(reportSchedules.id, row.scheduleId));
  // Who was told yesterday may have left today.
  const [person] = await mayBeTold(db, [row.personId]);
  if (!schedule || !person) return settle(row.id, { state: "failed", error: "NOT_WANTED_ANY_MORE" });
  let result: MailResult;
  try {
    result = await send(await mailOf(ctx, row, schedule, person));
  } catch (error) {
    // A bug must not have it sent over and over: nobody knows how far it came.
    logger.error({ err: error, mail: row.id }, "a report could not be sent");
    result = { state: "unknown", error: "INTERNAL" };
  }
  await settle(row.id, outcomeOf(row, result, ctx.clock.now()));
}

async function mailOf(ctx: Ctx, row: Row, schedule: ScheduleRow, person: Person): Promise<ReportMail> {
  const { from, to } = reportedPeriod(schedule.period, row.dueAt);
  // It shows what this person may see, and no more.
  const actor = { kind: "staff" as const, id: person.id, name: person.name, role: person.role, freshUntil: null };
  const input = { board: schedule.board, from: from.toISOString(), to: to.toISOString() };
  const board = await metricsBoard({ ctx: { actor, clock: ctx.clock }, input });
  const locale = schedule.locale === "en" ? "en" : "zh-CN";
  return render({ id: row.id, to: person.email, name: schedule.name, locale, late: row.late, dueAt: row.dueAt, board });
}

type Outcome = Partial<Pick<Row, "state" | "error" | "sentAt" | "nextAttemptAt">>;

function outcomeOf(row: Row, result: MailResult, now: Date): Outcome {
  if (result === null) return { state: "failed", error: "MAIL_OFF" };
  if (result.state === "sent") return { state: "sent", sentAt: now, error: null };
  if (result.state === "unknown") return { state: "unknown", error: result.error };
  if (result.state === "refused" || row.attempts >= MAX_ATTEMPTS) return { state: "failed", error: result.error };
  const wait = RETRY_MS * 2 ** (row.attempts - 1);
  return { state: "planned", error: result.error, nextAttemptAt: new Date(now.getTime() + wait) };
}

const settle = (id: string, set: Outcome): Promise<void> =>
  transact(async (tx) => {
    await tx.update(reportMails).set(set).where(eq(reportMails.id, id));
  });
