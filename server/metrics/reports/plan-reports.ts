import { and, asc, eq, lt, lte } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { reportMails, reportSchedules } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import type { ScheduleRow } from "./schedules.ts";
import { LATE_MS, nextDue } from "./times.ts";

const AT_ONCE = 50;
/** How long it is known whom a report went to. */
const KEEP_MS = 90 * DAY_MS;

/**
 * Plans the mails of reports whose time has come. One whose times passed while nobody looked is sent once, for the last of them, and
 * says that it is late.
 * @returns how many reports were planned
 */
export async function planReports(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now();
  const due = await db
    .select()
    .from(reportSchedules)
    .where(lte(reportSchedules.nextAt, now))
    .orderBy(asc(reportSchedules.nextAt))
    .limit(AT_ONCE);
  for (const row of due) await transact((tx) => plan(tx, row, now), { serializeOn: `report:${row.id}` });
  return due.length;
}

async function plan(tx: Tx, seen: ScheduleRow, now: Date): Promise<void> {
  const { id, version, nextAt } = seen;
  // Who planned it before us moved its time.
  const [row] = await tx
    .update(reportSchedules)
    .set({ nextAt: nextDue(seen, now) })
    .where(and(eq(reportSchedules.id, id), eq(reportSchedules.version, version), eq(reportSchedules.nextAt, nextAt)))
    .returning();
  if (!row) return;
  const old = new Date(now.getTime() - KEEP_MS);
  await tx.delete(reportMails).where(and(eq(reportMails.scheduleId, id), lt(reportMails.dueAt, old)));
  const dueAt = lastDue(seen, now);
  await tx
    .insert(reportMails)
    .values(
      row.peopleIds.map((personId) => ({
        ...{ id: newId(), scheduleId: id, personId, dueAt, state: "planned" as const, attempts: 0, nextAttemptAt: now },
        late: now.getTime() - dueAt.getTime() > LATE_MS,
      })),
    )
    .onConflictDoNothing();
}

/** The last of the times that have come. */
function lastDue(row: ScheduleRow, now: Date): Date {
  let last = row.nextAt;
  // A year of days, should it have been off so long.
  for (let i = 0; i < 400; i++) {
    const next = nextDue(row, last);
    if (next > now) return last;
    last = next;
  }
  return last;
}
