import { and, desc, eq, lt, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { evidenceCheckpoints, evidenceNodes } from "#db/schema/index.ts";
import { invalid, notFound } from "#server/core/errors.ts";
import { allKeys, logKeyOf } from "./keys.ts";
import { nodesFrom } from "./nodes.ts";
import { vkeyOf } from "./note.ts";
import type { CheckpointView } from "./schemas.ts";
import { consistencyProof, inclusionProof } from "./tree.ts";

export type CheckpointRow = typeof evidenceCheckpoints.$inferSelect;

export const viewOf = ({ size, rootHash, note, createdAt }: CheckpointRow): CheckpointView => ({
  size,
  rootHash,
  note,
  createdAt: createdAt.toISOString(),
});

/** The newest signed head; undefined in a new installation. */
export async function newestCheckpoint(): Promise<CheckpointRow | undefined> {
  const [row] = await db.select().from(evidenceCheckpoints).orderBy(desc(evidenceCheckpoints.size)).limit(1);
  return row;
}

/**
 * One signed head.
 * @param size how many leaves it is of; the newest without
 * @throws DomainError 404 CHECKPOINT_NOT_FOUND
 */
export async function getCheckpoint(size?: number): Promise<CheckpointView> {
  const of = eq(evidenceCheckpoints.size, size ?? 0);
  const row =
    size === undefined ? await newestCheckpoint() : (await db.select().from(evidenceCheckpoints).where(of))[0];
  if (!row) throw notFound("CHECKPOINT");
  return viewOf(row);
}

/** Signed heads, the newest first. @param before those below this size */
export async function listCheckpoints({ limit, before }: { limit: number; before?: number | undefined }) {
  const all = db.select().from(evidenceCheckpoints);
  const rows = await (before === undefined ? all : all.where(lt(evidenceCheckpoints.size, before)))
    .orderBy(desc(evidenceCheckpoints.size))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(viewOf);
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.size) : null };
}

/** The log's keys, the newest first, as a checker is given them. */
export async function listKeys() {
  const rows = await allKeys(db);
  return rows.toReversed().map((row) => ({
    vkey: vkeyOf(logKeyOf(row)),
    createdAt: row.createdAt.toISOString(),
    retiredAt: row.retiredAt?.toISOString() ?? null,
  }));
}

/**
 * The proof that the log of one size begins with all of an earlier one, each hash in base64.
 * @throws DomainError 422 BAD_SIZES unless 0 < from <= to <= the newest checkpoint's size
 */
export async function proveConsistency({ from, to }: { from: number; to: number }): Promise<{ proof: string[] }> {
  const newest = await newestCheckpoint();
  if (!newest || from < 1 || from > to || to > newest.size) {
    throw invalid("BAD_SIZES", "Sizes must be 0 < from <= to <= the newest checkpoint's.");
  }
  return { proof: inBase64(await consistencyProof(from, to, nodesFrom(db))) };
}

const inBase64 = (hashes: readonly Uint8Array[]) => hashes.map((hash) => Buffer.from(hash).toString("base64"));

/**
 * The proof that a leaf stands in the log of a size. It is found by its hash, which only those know who have the leaf: nobody
 * can read the log by counting.
 * @param leafHash SHA-256 of a zero byte and the leaf's text, in base64 or base64url
 * @param size how many leaves the log is to have; those of the newest checkpoint without
 * @throws DomainError 404 LEAF_NOT_FOUND when it has no such leaf, 422 BAD_SIZES beyond the newest checkpoint
 */
export async function proveInclusion(asked: { leafHash: string; size?: number | undefined }) {
  const newest = await newestCheckpoint();
  const size = asked.size ?? newest?.size ?? 0;
  if (size > (newest?.size ?? 0)) throw invalid("BAD_SIZES", "The size must not be beyond the newest checkpoint's.");
  const hash = Buffer.from(asked.leafHash, "base64").toString("base64");
  // The level in the text, not beside it: otherwise SQLite does not use the index of leaves alone.
  const of = and(eq(evidenceNodes.level, sql`0`), eq(evidenceNodes.hash, hash), lt(evidenceNodes.index, size));
  const [leaf] = await db.select({ index: evidenceNodes.index }).from(evidenceNodes).where(of).limit(1);
  if (!leaf) throw notFound("LEAF");
  return { index: leaf.index, size, proof: inBase64(await inclusionProof(leaf.index, size, nodesFrom(db))) };
}
