import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { asc, isNull } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { evidenceKeys } from "#db/schema/index.ts";
import { env } from "#server/core/env.ts";
import { newId } from "#server/core/ids.ts";
import { seal, unseal } from "#server/core/seal.ts";
import { type LogKey, privateKeyOf } from "./note.ts";

type KeyRow = typeof evidenceKeys.$inferSelect;
export type Signer = { id: string; key: LogKey; privateKey: KeyObject };

const purposeOf = (id: string) => `evidence-key:${id}`;
export const logKeyOf = (row: Pick<KeyRow, "origin" | "publicKey">): LogKey => ({
  name: row.origin,
  publicKey: Buffer.from(row.publicKey, "base64"),
});

/** Every key of this log, oldest first. */
export const allKeys = (reader: Db | Tx): Promise<KeyRow[]> =>
  reader.select().from(evidenceKeys).orderBy(asc(evidenceKeys.createdAt));

/**
 * The key that signs now; made at the first call. It is no child of APP_SECRET: that may change, and old notes must hold.
 * The log's origin is fixed with its first key, wherever the installation is served from later.
 */
export async function signer(tx: Tx, now: Date): Promise<Signer> {
  const [living] = await tx.select().from(evidenceKeys).where(isNull(evidenceKeys.retiredAt)).limit(1);
  const row = living ?? (await makeKey(tx, now));
  if (!row.sealedPrivate) throw new Error("The evidence log's key has no private half.");
  return { id: row.id, key: logKeyOf(row), privateKey: privateKeyOf(unseal(purposeOf(row.id), row.sealedPrivate)) };
}

async function makeKey(tx: Tx, now: Date): Promise<KeyRow> {
  const id = newId();
  const pair = generateKeyPairSync("ed25519");
  const publicKey = pair.publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64");
  const row = {
    id,
    origin: `${new URL(env().APP_URL).host}/evidence`,
    publicKey,
    sealedPrivate: seal(purposeOf(id), pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString()),
    createdAt: now,
    retiredAt: null,
  };
  await tx.insert(evidenceKeys).values(row);
  return row;
}
