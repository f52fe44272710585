import { and, eq, inArray } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { evidenceCheckpoints, evidenceEntries, evidenceNodes, settings } from "#db/schema/index.ts";
import type { Clock } from "#server/core/clock.ts";
import { isMarkedBegun } from "#server/core/data-secret.ts";
import { appendEvidence } from "./append.ts";
import { type EvidenceKind, evidenceKinds } from "./schemas.ts";
import { sources } from "./sources.ts";

/** One process at a time gives places or takes old rows in. */
export const EVIDENCE_LOCK = "evidence";
const BATCH = 200;
/** What one run takes in: a hundred thousand rows. */
const BATCHES = 500;
const KEY = "evidence.backfill";
/** How far the old rows have come in; null of a kind when all of it is. */
type Backfill = Partial<Record<EvidenceKind, string | null>>;
type Reader = Pick<Tx, "select">;

/**
 * True once an entry has a place. Old rows come in before that and never after: what was written past the program since would
 * come in with them. No setting decides that, for a setting can be removed; nor the log alone, which can be removed whole: that it
 * began is sealed together with the secret without which the program does not start.
 */
export async function hasBegun(reader: Reader = db): Promise<boolean> {
  const [node] = await reader.select({ level: evidenceNodes.level }).from(evidenceNodes).limit(1);
  const [head] = node ? [] : await reader.select({ size: evidenceCheckpoints.size }).from(evidenceCheckpoints).limit(1);
  return node !== undefined || head !== undefined || (await isMarkedBegun(reader));
}

async function stateOf(reader: Reader): Promise<Backfill> {
  const [row] = await reader.select().from(settings).where(eq(settings.key, KEY));
  return (row?.value as Backfill | undefined) ?? {};
}

/** True when places may be given: the log has begun, or every row from before it is in. */
export async function isReady(reader: Reader): Promise<boolean> {
  if (await hasBegun(reader)) return true;
  const state = await stateOf(reader);
  return evidenceKinds.every((kind) => state[kind] === null);
}

/**
 * Takes one batch of rows in that were written before there was a log.
 * @returns false when there are none left
 */
function backfillOnce(clock: Clock): Promise<boolean> {
  return transact(
    async (tx) => {
      if (await isReady(tx)) return false;
      const state = await stateOf(tx);
      const kind = evidenceKinds.find((each) => state[each] !== null);
      if (!kind) return false;
      const ids = await sources[kind].ids(tx, state[kind] ?? null, BATCH);
      await takeIn(tx, kind, ids);
      const next = { ...state, [kind]: ids.length < BATCH ? null : (ids.at(-1) ?? null) };
      await save(tx, next, clock.now());
      return true;
    },
    { serializeOn: EVIDENCE_LOCK },
  );
}

async function takeIn(tx: Tx, kind: EvidenceKind, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const of = and(eq(evidenceEntries.kind, kind), inArray(evidenceEntries.ref, [...ids]));
  const known = await tx.select({ ref: evidenceEntries.ref }).from(evidenceEntries).where(of);
  const seen = new Set(known.map((row) => row.ref));
  const old = ids.filter((id) => !seen.has(id));
  if (old.length > 0) await appendEvidence(tx, await sources[kind].of(tx, old));
}

async function save(tx: Tx, value: Backfill, updatedAt: Date): Promise<void> {
  const row = { key: KEY, value, version: 1, updatedAt };
  await tx.insert(settings).values(row).onConflictDoUpdate({ target: settings.key, set: { value, updatedAt } });
}

/** Takes in what was written before there was a log, a share of it a run, so that a stop does not wait; nothing once the log has begun. */
export async function backfillEvidence(clock: Clock): Promise<void> {
  for (let batch = 0; batch < BATCHES && (await backfillOnce(clock)); batch++);
}
