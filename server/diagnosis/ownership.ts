import { and, desc, gt, inArray, lte } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { proofFailures } from "#db/schema/index.ts";
import { HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import { newId } from "#server/core/ids.ts";
import { paymentNumbersOf } from "#server/orders/index.ts";
import { guessesAmong, isNamedProof } from "./proof.ts";
import { append, type OpenRun } from "./store.ts";

/** Six digits are a million: at these rates guessing one order takes decades. */
const PER_RUN = { tries: 5, windowMs: 15 * MINUTE_MS };
const PER_SUBJECT = { tries: 20, windowMs: HOUR_MS };

/** What a proof is aimed at: failures are counted there over all runs, whether or not there is such an order. */
const subjectsOf = ({ session }: Pick<OpenRun, "session">): string[] => [
  ...(session.orderNo === null ? [] : [`order:${session.orderNo}`]),
  ...(session.given.paymentNo === undefined ? [] : [`payment:${session.given.paymentNo}`]),
];

/** When the next proof may be tried; null when it may be now. */
export async function lockedUntil(reader: Db, run: Pick<OpenRun, "session">, now: Date): Promise<Date | null> {
  const subjects = subjectsOf(run);
  const recent = await reader
    .select({ subject: proofFailures.subject, at: proofFailures.at })
    .from(proofFailures)
    .where(
      and(
        inArray(proofFailures.subject, subjects.length > 0 ? subjects : [""]),
        gt(proofFailures.at, new Date(now.getTime() - PER_SUBJECT.windowMs)),
      ),
    )
    .orderBy(desc(proofFailures.at))
    .limit(PER_SUBJECT.tries * 2);
  const bySubject = subjects.map((subject) => recent.flatMap((row) => (row.subject === subject ? [row.at] : [])));
  const ends = [
    endOf(run.session.failedProofs, PER_RUN, now),
    ...bySubject.map((failures) => endOf(failures, PER_SUBJECT, now)),
  ].filter((end) => end !== null);
  return ends.length > 0 ? new Date(Math.max(...ends)) : null;
}

function endOf(failures: readonly Date[], { tries, windowMs }: typeof PER_RUN, now: Date): number | null {
  const recent = failures.map((at) => at.getTime()).filter((at) => at > now.getTime() - windowMs);
  return recent.length < tries ? null : Math.min(...recent) + windowMs;
}

/** Remembers a proof that failed, as often as it guessed; older than the window, failures are forgotten. */
export async function noteFailure(tx: Tx, run: Pick<OpenRun, "session">, guesses: number, now: Date): Promise<void> {
  await tx.delete(proofFailures).where(lte(proofFailures.at, new Date(now.getTime() - PER_SUBJECT.windowMs)));
  const rows = subjectsOf(run).flatMap((subject) =>
    Array.from({ length: guesses }, () => ({ id: newId(), subject, at: now })),
  );
  if (rows.length > 0) await tx.insert(proofFailures).values(rows);
}

/**
 * Whoever names a number of a payment of the order has its bill: that is the second factor beside the order number, and the page
 * that asks for one is spared. A number that fits nothing counts as a failed proof, as it does on that page.
 * @param named every number that was named, the order's own among them
 * @returns the run, proven or not; nothing shows which it was
 */
export async function proveByNaming(tx: Tx, run: OpenRun, named: readonly string[], now: Date): Promise<OpenRun> {
  const { session } = run;
  const guesses = guessesAmong(session.orderNo, named);
  if (session.proven || session.trusted || guesses.length === 0) return run;
  const locked = await lockedUntil(tx, run, now);
  const ok = isNamedProof(session.orderNo, await paymentNumbersOf(tx, session.orderNo), named);
  if (locked !== null) return run;
  if (!ok) await noteFailure(tx, run, guesses.length, now);
  return append(tx, run, { kind: "proof", ok }, now);
}
