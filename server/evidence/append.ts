import { createHmac, timingSafeEqual } from "node:crypto";
import type { Tx } from "#db/client.ts";
import { evidenceEntries } from "#db/schema/index.ts";
import { dataKey } from "#server/core/data-key.ts";
import { newId } from "#server/core/ids.ts";
import { type EvidenceRecord, type LeafFields, leafText, newSalt, recordDigest } from "./leaf.ts";

const ROWS_PER_INSERT = 200;

export type EntryRow = typeof evidenceEntries.$inferSelect;

/** The seal of an entry: made by the program alone, so that a row written past it is noticed. */
export function entryMac(entry: LeafFields & { id: string }): string {
  const mac = createHmac("sha256", dataKey("evidence-entry"));
  // Not over the salt, which can be forgotten; a wrong one opens no field anyway.
  return mac.update(`${entry.id}\n${leafText(entry)}`).digest("base64");
}

/** Whether the program wrote an entry as it stands. */
export function isOurs(entry: EntryRow): boolean {
  try {
    const [given, made] = [Buffer.from(entry.mac), Buffer.from(entryMac(entry))];
    return given.length === made.length && timingSafeEqual(given, made);
  } catch {
    // What stands in it cannot be read as an entry at all.
    return false;
  }
}

/** An entry for a record, not yet at its place in the log. */
export function entryOf({ kind, ref, at, fields }: EvidenceRecord): typeof evidenceEntries.$inferInsert {
  const salt = newSalt();
  const leaf = { kind, ref, at, digest: recordDigest(salt, fields) };
  const entry = { id: newId(), ...leaf, salt: salt.toString("base64") };
  return { ...entry, mac: entryMac(entry) };
}

/**
 * Notes for the evidence log what is written in the same transaction. The sequencer gives each its place soon after.
 * @param tx the transaction that writes the rows themselves
 * @param records the rows, with the fields that never change
 */
export async function appendEvidence(tx: Tx, records: readonly EvidenceRecord[]): Promise<void> {
  for (let at = 0; at < records.length; at += ROWS_PER_INSERT) {
    await tx.insert(evidenceEntries).values(records.slice(at, at + ROWS_PER_INSERT).map(entryOf));
  }
}
