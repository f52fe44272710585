import { generateKeyPairSync } from "node:crypto";
import { asc, eq, inArray, isNull } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { evidenceKeys } from "#db/schema/index.ts";
import { env } from "#server/core/env.ts";
import { newId } from "#server/core/ids.ts";
import { seal, unseal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import { type LogKey, type NoteKey, privateKeyOf, signCheckpoint, vkeyOf } from "./note.ts";

export type KeyRow = typeof evidenceKeys.$inferSelect;
const oldestFirst = [asc(evidenceKeys.createdAt), asc(evidenceKeys.id)];

export const logKeyOf = (row: Pick<KeyRow, "origin" | "publicKey">): LogKey => ({
  name: row.origin,
  publicKey: Buffer.from(row.publicKey, "base64"),
});

/** A key as checkers are given it. */
export const vkeyOfRow = (row: KeyRow): string => vkeyOf(logKeyOf(row));

/** Every key of this log, oldest first. */
export const allKeys = (reader: Db | Tx): Promise<KeyRow[]> =>
  reader
    .select()
    .from(evidenceKeys)
    .orderBy(...oldestFirst);

/**
 * Signs a head with the key of now, made at the first call. It is no child of APP_SECRET: that may change, and old notes must
 * hold. After {@link addKey} the next head is signed by the key of before as well, which then loses its private half.
 * @returns the note, and the id of the key that it is counted for
 */
export async function signHead(tx: Tx, now: Date, head: { size: number; root: Uint8Array }) {
  const found = await tx
    .select()
    .from(evidenceKeys)
    .where(isNull(evidenceKeys.retiredAt))
    .orderBy(...oldestFirst);
  const living = found.length > 0 ? found : [await addKey(tx, now)];
  const newest = living.at(-1) as KeyRow;
  const note = signCheckpoint({ origin: newest.origin, ...head }, ...living.map(signerOf));
  const before = living.slice(0, -1).map(({ id }) => id);
  if (before.length > 0) {
    await tx.update(evidenceKeys).set({ retiredAt: now, sealedPrivate: null }).where(inArray(evidenceKeys.id, before));
  }
  const counted = { signed: newest.signed + 1, signedSize: head.size };
  await tx.update(evidenceKeys).set(counted).where(eq(evidenceKeys.id, newest.id));
  return { keyId: newest.id, note };
}

function signerOf(row: KeyRow): NoteKey {
  if (!row.sealedPrivate) throw new Error("The evidence log's key has no private half.");
  return { key: logKeyOf(row), privateKey: privateKeyOf(unseal(sealPurposes.evidenceKey(row.id), row.sealedPrivate)) };
}

/** Whether a key's private half can be opened with the secrets that are set. */
export function canSign(row: KeyRow): boolean {
  try {
    return signerOf(row).key !== undefined;
  } catch {
    return false;
  }
}

/** Makes a key. The log's origin is fixed with its first one, wherever the installation is served from later. */
export async function addKey(tx: Tx, now: Date): Promise<KeyRow> {
  const id = newId();
  const [first] = await tx
    .select()
    .from(evidenceKeys)
    .orderBy(...oldestFirst)
    .limit(1);
  const pair = generateKeyPairSync("ed25519");
  const row = {
    id,
    origin: first?.origin ?? `${new URL(env().APP_URL).host}/evidence`,
    publicKey: pair.publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64"),
    sealedPrivate: seal(
      sealPurposes.evidenceKey(id),
      pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    ),
    signed: 0,
    signedSize: 0,
    createdAt: now,
    retiredAt: null,
  };
  await tx.insert(evidenceKeys).values(row);
  return row;
}
