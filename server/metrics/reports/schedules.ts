import { asc, desc, eq, inArray } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { reportMails, reportSchedules, user } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { rolePermissions, type StaffRole, staffRoles } from "#server/core/permissions.ts";
import { NEVER } from "#server/tickets/index.ts";
import { MAX_RECIPIENTS, MAX_SCHEDULES, type Report } from "./schemas.ts";

export type ScheduleRow = typeof reportSchedules.$inferSelect;

/**
 * Every report that is mailed by itself, with how the last one went.
 * @throws DomainError 403 FORBIDDEN
 */
export async function listReports({ ctx }: { ctx: Ctx }): Promise<Report[]> {
  authorize(ctx, "metrics:read");
  const reader = ctx.tx ?? db;
  const rows = await reader.select().from(reportSchedules).orderBy(asc(reportSchedules.createdAt)).limit(MAX_SCHEDULES);
  return Promise.all(rows.map((row) => view(reader, row)));
}

export async function view(reader: Db, row: ScheduleRow): Promise<Report> {
  const { personId, dueAt, state, late, error } = reportMails;
  const mails = await reader
    .select({ personId, dueAt, state, late, error })
    .from(reportMails)
    .where(eq(reportMails.scheduleId, row.id))
    .orderBy(desc(dueAt), asc(personId))
    .limit(MAX_RECIPIENTS);
  const [latest] = mails;
  const { createdById: _, createdAt: __, nextAt, locale, ...rest } = row;
  return {
    ...rest,
    locale: locale === "en" ? "en" : "zh-CN",
    nextAt: nextAt.getTime() === NEVER.getTime() ? null : nextAt.toISOString(),
    last: mails
      .filter((mail) => mail.dueAt.getTime() === latest?.dueAt.getTime())
      .map((mail) => ({ ...mail, dueAt: mail.dueAt.toISOString() })),
  };
}

/** @throws DomainError 404 REPORT_NOT_FOUND */
export async function scheduleOf(reader: Db, id: string): Promise<ScheduleRow> {
  const [row] = await reader.select().from(reportSchedules).where(eq(reportSchedules.id, id));
  if (!row) throw notFound("REPORT");
  return row;
}

export type Person = { id: string; name: string; email: string; role: StaffRole };

/** Those of these people who may see numbers, as they are now. */
export async function mayBeTold(reader: Db, ids: readonly string[]): Promise<Person[]> {
  if (ids.length === 0) return [];
  const { id, name, email, role, disabledAt } = user;
  const rows = await reader
    .select({ id, name, email, role, disabledAt })
    .from(user)
    .where(inArray(id, [...ids]));
  return rows.flatMap((row) => {
    const known = staffRoles.find((each) => each === row.role);
    const may = known !== undefined && row.disabledAt === null && rolePermissions[known].includes("metrics:read");
    return may ? [{ id: row.id, name: row.name, email: row.email, role: known }] : [];
  });
}

/** Whoever may be told, to choose from. */
export async function reportPeople({ ctx }: { ctx: Ctx }): Promise<{ id: string; name: string }[]> {
  authorize(ctx, "metrics:read");
  const reader = ctx.tx ?? db;
  const rows = await reader.select({ id: user.id }).from(user).orderBy(asc(user.name)).limit(500);
  const people = await mayBeTold(
    reader,
    rows.map(({ id }) => id),
  );
  return people.map(({ id, name }) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name, "zh"));
}
