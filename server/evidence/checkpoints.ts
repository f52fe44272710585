import { desc, eq, lt } from "drizzle-orm";
import { db } from "#db/client.ts";
import { evidenceCheckpoints } from "#db/schema/index.ts";
import { invalid, notFound } from "#server/core/errors.ts";
import { allKeys, logKeyOf } from "./keys.ts";
import { nodesFrom } from "./nodes.ts";
import { vkeyOf } from "./note.ts";
import type { CheckpointView } from "./schemas.ts";
import { consistencyProof } from "./tree.ts";

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
  const proof = await consistencyProof(from, to, nodesFrom(db));
  return { proof: proof.map((hash) => Buffer.from(hash).toString("base64")) };
}
