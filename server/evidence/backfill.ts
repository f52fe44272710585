import { and, eq, inArray } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { evidenceEntries, settings } from "#db/schema/index.ts";
import type { Clock } from "#server/core/clock.ts";
import { entryOf } from "./append.ts";
import { type EvidenceKind, evidenceKinds } from "./schemas.ts";
import { EVIDENCE_LOCK } from "./sequence.ts";
import { sources } from "./sources.ts";

const BATCH = 200;
const KEY = "evidence.backfill";
/** How far the old rows have come in; null of a kind when all of it is. */
export type Backfill = Partial<Record<EvidenceKind, string | null>>;

export async function backfillState(reader: Pick<Tx, "select"> = db): Promise<Backfill> {
  const [row] = await reader.select().from(settings).where(eq(settings.key, KEY));
  return (row?.value as Backfill | undefined) ?? {};
}

/** True when every row from before the log is in it: from then on a row without an entry was written past the program. */
export const isComplete = (state: Backfill): boolean => evidenceKinds.every((kind) => state[kind] === null);

/**
 * Takes one batch of rows in that were written before there was a log.
 * @returns false when there are none left
 */
export function backfillOnce(clock: Clock): Promise<boolean> {
  return transact(
    async (tx) => {
      const state = await backfillState(tx);
      const kind = evidenceKinds.find((each) => state[each] !== null);
      if (!kind) return false;
      const records = await sources[kind].after(tx, state[kind] ?? "", BATCH);
      const ids = records.map((record) => record.ref);
      const of = and(eq(evidenceEntries.kind, kind), inArray(evidenceEntries.ref, ids));
      const known = ids.length > 0 ? await tx.select({ ref: evidenceEntries.ref }).from(evidenceEntries).where(of) : [];
      const seen = new Set(known.map((row) => row.ref));
      const fresh = records.filter((record) => !seen.has(record.ref)).map(entryOf);
      if (fresh.length > 0) await tx.insert(evidenceEntries).values(fresh);
      const next = { ...state, [kind]: records.length < BATCH ? null : (ids.at(-1) ?? null) };
      await save(tx, next, clock.now());
      return true;
    },
    { serializeOn: EVIDENCE_LOCK },
  );
}

async function save(tx: Tx, value: Backfill, updatedAt: Date): Promise<void> {
  const row = { key: KEY, value, version: 1, updatedAt };
  await tx.insert(settings).values(row).onConflictDoUpdate({ target: settings.key, set: { value, updatedAt } });
}

/** Takes in all that was written before there was a log; done at once where that was long ago. */
export async function backfillEvidence(clock: Clock): Promise<void> {
  if (isComplete(await backfillState())) return;
  while (await backfillOnce(clock));
}
