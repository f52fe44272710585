import { createHmac, timingSafeEqual } from "node:crypto";
import { rowsOf } from "#db/bulk.ts";
import type { Tx } from "#db/client.ts";
import { evidenceEntries } from "#db/schema/index.ts";
import { dataKey, ownsDataSecret } from "#server/core/data-key.ts";
import { newId } from "#server/core/ids.ts";
import { type EvidenceRecord, type LeafFields, leafText, newSalt, recordDigest } from "./leaf.ts";

const ROWS_PER_INSERT = 1_000;

export type EntryRow = typeof evidenceEntries.$inferSelect;

/** The seal of an entry: made by the program alone, so that a row written past it is noticed. */
function macOf(key: Buffer, entry: LeafFields & { id: string }): string {
  const mac = createHmac("sha256", key);
  // Not over the salt, which can be forgotten; a wrong one opens no field anyway.
  return mac.update(`${entry.id}\n${leafText(entry)}`).digest("base64");
}

/** The seal of an entry that a command without APP_SECRET wrote: see `unsealed.ts` for which may stand. */
export const NO_SEAL = "";

let withoutSeal = 0;
/** How many entries this process wrote without a seal, for a command to say so. */
export const writtenWithoutSeal = (): number => withoutSeal;

/** Tells whether the program wrote entries as they stand. */
export function sealCheck(): (entry: EntryRow) => boolean {
  const key = dataKey("evidence-entry");
  return (entry) => {
    try {
      const [given, made] = [Buffer.from(entry.mac), Buffer.from(macOf(key, entry))];
      return given.length === made.length && timingSafeEqual(given, made);
    } catch {
      // What stands in it cannot be read as an entry at all.
      return false;
    }
  };
}

/** An entry for a record, not yet at its place in the log. */
export function entryOf(key: Buffer | null, { kind, ref, at, fields }: EvidenceRecord): EntryRow {
  const salt = newSalt();
  const entry = { id: newId(), kind, ref, at, digest: recordDigest(salt, fields), salt };
  return { ...entry, mac: key ? macOf(key, entry) : NO_SEAL, leafIndex: null, erasedAt: null };
}

/**
 * Notes for the evidence log what is written in the same transaction. The sequencer gives each its place soon after.
 * @param tx the transaction that writes the rows themselves
 * @param records the rows, with the fields that never change
 */
export async function appendEvidence(tx: Tx, records: readonly EvidenceRecord[]): Promise<void> {
  const key = ownsDataSecret() ? dataKey("evidence-entry") : null;
  const entries = records.map((record) => entryOf(key, record));
  if (!key) withoutSeal += entries.length;
  // A row by itself is the usual case, and a statement of values is cheaper then.
  const [only] = entries;
  if (only && entries.length === 1) await tx.insert(evidenceEntries).values(only);
  else {
    for (let at = 0; at < entries.length; at += ROWS_PER_INSERT) {
      await tx.insert(evidenceEntries).select(rowsOf(evidenceEntries, entries.slice(at, at + ROWS_PER_INSERT)));
    }
  }
}
