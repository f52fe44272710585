import { and, desc, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { evidenceEntries } from "#db/schema/index.ts";
import { type Clock, systemClock } from "#server/core/clock.ts";
import { sha256Hex } from "#server/core/ids.ts";
import type { EvidenceKind } from "./schemas.ts";

/** Audit rows are never erased: they hold no customer's data. */
export type ErasableRef = { kind: Exclude<EvidenceKind, "audit">; ref: string };
/** What one erasure took: goes as it stands into the audit row's data, under `evidence`. */
export type Erased = { erasedAt: string; count: number; hash: string };
/** The action of the audit row that must stand beside an erasure. */
export const ERASED_ACTION = "customer.erased";

const MAX_REFS = 10_000;
const CHUNK = 200;

type Named = { kind: string; ref: string };
export const hashOfErased = (entries: readonly Named[]): string =>
  sha256Hex(
    entries
      .map(({ kind, ref }) => `${kind} ${ref}\n`)
      .toSorted()
      .join(""),
  );

/**
 * Forgets the salts of entries, so that nobody can try values against the log any more. Their leaves stay, and with them every
 * head and every receipt that was given out. What the rows themselves hold is for the caller to remove, in the same transaction.
 *
 * The caller appends, in the same transaction, an audit row with the action `customer.erased` whose `data.evidence` is what comes
 * back (or a list of such, after several calls). `admin audit verify` takes a forgotten salt for tampering unless such a row,
 * itself a leaf, names it by instant, count and hash.
 * @param refs the rows, at most 10,000; those without an entry or already erased are passed over
 * @returns what was erased; null when nothing was
 * @throws RangeError when there are too many
 */
export async function eraseEvidence(
  tx: Tx,
  refs: readonly ErasableRef[],
  clock: Clock = systemClock,
): Promise<Erased | null> {
  if (refs.length > MAX_REFS) throw new RangeError("Too many entries for one erasure.");
  const found = await living(tx, refs);
  if (found.length === 0) return null;
  // The instant names the erasure, so no two have the same.
  const [last] = await tx
    .select({ at: evidenceEntries.erasedAt })
    .from(evidenceEntries)
    .where(isNotNull(evidenceEntries.erasedAt))
    .orderBy(desc(evidenceEntries.erasedAt))
    .limit(1);
  const erasedAt = new Date(Math.max(clock.now().getTime(), (last?.at?.getTime() ?? 0) + 1));
  for (let at = 0; at < found.length; at += CHUNK) {
    const ids = found.slice(at, at + CHUNK).map(({ id }) => id);
    await tx.update(evidenceEntries).set({ salt: "", erasedAt }).where(inArray(evidenceEntries.id, ids));
  }
  return { erasedAt: erasedAt.toISOString(), count: found.length, hash: hashOfErased(found) };
}

async function living(tx: Tx, refs: readonly ErasableRef[]) {
  const found: { id: string; kind: EvidenceKind; ref: string }[] = [];
  for (const [kind, some] of Map.groupBy(refs, (each) => each.kind)) {
    const ids = [...new Set(some.map(({ ref }) => ref))];
    for (let at = 0; at < ids.length; at += CHUNK) {
      const of = and(eq(evidenceEntries.kind, kind), inArray(evidenceEntries.ref, ids.slice(at, at + CHUNK)));
      const { id, ref } = evidenceEntries;
      const rows = tx.select({ id, kind: evidenceEntries.kind, ref }).from(evidenceEntries);
      found.push(...(await rows.where(and(of, isNull(evidenceEntries.erasedAt)))));
    }
  }
  return found;
}

/** The entries of one erasure, at most one more than an erasure can have. */
export const entriesErasedAt = (reader: Db | Tx, at: Date): Promise<Named[]> =>
  reader
    .select({ kind: evidenceEntries.kind, ref: evidenceEntries.ref })
    .from(evidenceEntries)
    .where(eq(evidenceEntries.erasedAt, at))
    .limit(MAX_REFS + 1);
