import { and, eq, isNotNull } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { type diagnoses, diagnosisWaits } from "#db/schema/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { emit } from "#server/jobs/index.ts";
import { nextCheckAt } from "./wait-times.ts";

type Row = typeof diagnoses.$inferSelect;
type Moved = {
  before: Row;
  after: Pick<Row, "waitUntil" | "outcomeKind" | "customerId" | "orderNo" | "causeCode">;
  now: Date;
  /** A person's own step tells them nothing that they do not see at once. */
  by: "person" | "record";
};

/**
 * Keeps a run's wait in step with what the run came to: begins it, goes on with it, or ends it; and tells that it ended by
 * itself, once, whoever noticed.
 * @returns when it is looked at next; null when nothing waits
 */
export async function noteWait(tx: Tx, { before, after, now, by }: Moved): Promise<Date | null> {
  if (by === "record") await tellEnd(tx, before, after, now);
  const { id } = before;
  if (after.waitUntil === null) {
    await tx
      .update(diagnosisWaits)
      .set({ nextCheckAt: null })
      .where(and(eq(diagnosisWaits.diagnosisId, id), isNotNull(diagnosisWaits.nextCheckAt)));
    return null;
  }
  const [known] = await tx.select().from(diagnosisWaits).where(eq(diagnosisWaits.diagnosisId, id));
  if (known?.nextCheckAt) {
    if (known.nextCheckAt <= after.waitUntil) return known.nextCheckAt;
    await tx.update(diagnosisWaits).set({ nextCheckAt: after.waitUntil }).where(eq(diagnosisWaits.diagnosisId, id));
    return after.waitUntil;
  }
  const next = nextCheckAt(0, now, after.waitUntil, Math.random());
  const values = { startedAt: now, nextCheckAt: next, checks: 0, checkedAt: null, stirred: 0 };
  await tx
    .insert(diagnosisWaits)
    .values({ diagnosisId: id, ...values })
    .onConflictDoUpdate({ target: diagnosisWaits.diagnosisId, set: values });
  return next;
}

/** That a wait ended by itself: solved, or there is something else to do now. */
async function tellEnd(tx: Tx, before: Row, after: Moved["after"], now: Date): Promise<void> {
  if (before.waitUntil === null) return;
  const subject = `diagnosis:${before.id}`;
  const solved = after.waitUntil === null;
  // One that is over at once becomes a ticket, and that is what they are told.
  const open = after.waitUntil !== null && after.waitUntil > now;
  const changed = open && before.outcomeKind === "wait" && after.outcomeKind !== "wait";
  if (!solved && !changed) return;
  await emit(tx, fixedClock(now), {
    topic: "diagnosis.wait_ended",
    subject,
    payload: {
      diagnosisId: before.id,
      customerId: after.customerId,
      orderNo: after.orderNo,
      state: solved ? "solved" : "changed",
      outcome: after.outcomeKind,
      causeCode: after.causeCode,
    },
  });
}

/** When a run is looked at next by itself. */
export async function nextCheckOf(reader: Db, id: string): Promise<Date | null> {
  const [row] = await reader
    .select({ at: diagnosisWaits.nextCheckAt })
    .from(diagnosisWaits)
    .where(eq(diagnosisWaits.diagnosisId, id));
  return row?.at ?? null;
}
