import { and, count, eq } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { reportSchedules } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { NEVER } from "#server/tickets/index.ts";
import { mayBeTold, type ScheduleRow, scheduleOf, view } from "./schedules.ts";
import { MAX_SCHEDULES, type Report, type SaveReport, saveReportSchema } from "./schemas.ts";
import { nextDue } from "./times.ts";

/**
 * Makes a report that is mailed by itself, or changes one. Its first time is the next one after now.
 * @param input with an id and the version that was seen, to change one
 * @throws DomainError 403 FORBIDDEN, 404 REPORT_NOT_FOUND, 409 VERSION_CONFLICT, 422 TOO_MANY_REPORTS, 422 RECIPIENT_MAY_NOT; ZodError
 */
export async function saveReport(args: { ctx: Ctx; input: SaveReport }): Promise<Report> {
  const ctx = authorize(authorize(args.ctx, "metrics:read"), "desk:manage");
  const { id, version, ...input } = saveReportSchema.parse(args.input);
  const work = async (tx: Tx) => {
    const people = [...new Set(input.peopleIds)];
    const told = new Set((await mayBeTold(tx, people)).map((person) => person.id));
    const errors = people.flatMap((person, i) =>
      told.has(person) ? [] : [{ path: `peopleIds.${i}`, message: "Not somebody who may see numbers" }],
    );
    if (errors.length > 0) throw invalid("RECIPIENT_MAY_NOT", "Some of them may not see these numbers.", { errors });
    const nextAt = input.enabled ? nextDue(input, ctx.clock.now()) : NEVER;
    const values = { ...input, peopleIds: people, nextAt };
    const row = id === undefined ? await make(tx, ctx, values) : await change(tx, id, version, values);
    const { name: _, ...rest } = input;
    await appendAudit(tx, ctx, {
      action: id === undefined ? "report.made" : "report.changed",
      subject: `report:${row.id}`,
      data: { ...rest, peopleIds: people },
    });
    return view(tx, row);
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}

type Values = Omit<typeof reportSchedules.$inferInsert, "id" | "version" | "createdById" | "createdAt">;

async function make(tx: Tx, ctx: Ctx, values: Values): Promise<ScheduleRow> {
  const [all] = await tx.select({ n: count() }).from(reportSchedules);
  if (Number(all?.n ?? 0) >= MAX_SCHEDULES) {
    throw invalid("TOO_MANY_REPORTS", `There are at most ${MAX_SCHEDULES} reports.`);
  }
  const made = { id: newId(), version: 1, createdById: ctx.actor.id, createdAt: ctx.clock.now() };
  const [row] = await tx
    .insert(reportSchedules)
    .values({ ...values, ...made })
    .returning();
  if (!row) throw new Error("The report was not written.");
  return row;
}

async function change(tx: Tx, id: string, version: number | undefined, values: Values): Promise<ScheduleRow> {
  const before = await scheduleOf(tx, id);
  const [row] = await tx
    .update(reportSchedules)
    .set({ ...values, version: before.version + 1 })
    .where(and(eq(reportSchedules.id, id), eq(reportSchedules.version, version ?? -1)))
    .returning();
  if (!row)
    throw conflict("VERSION_CONFLICT", "Somebody else changed this report. Read it again and repeat the change.");
  return row;
}
