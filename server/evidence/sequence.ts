import { asc, desc, eq, isNull, sql } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { evidenceCheckpoints, evidenceEntries, evidenceNodes } from "#db/schema/index.ts";
import { type Clock, SECOND_MS } from "#server/core/clock.ts";
import { logger } from "#server/core/logger.ts";
import { type EntryRow, isOurs } from "./append.ts";
import { signer } from "./keys.ts";
import { leafText } from "./leaf.ts";
import { grow, nodesFrom } from "./nodes.ts";
import { signCheckpoint } from "./note.ts";
import { fold, hashLeaf, peaksOf } from "./tree.ts";

/** One sequencer at a time, whatever the number of processes. */
export const EVIDENCE_LOCK = "evidence";
const BATCH = 1_000;
const ROWS_PER_STATEMENT = 200;
const CHECKPOINT_EVERY_MS = 10 * SECOND_MS;

export type Sequenced = { size: number; added: number };

/**
 * Gives new entries their places in the log, at most a thousand, and signs a checkpoint when the last is ten seconds old.
 * An entry that is not the program's own gets no place; `audit verify` names it.
 * @param options.sign signs whatever the last one's age, where anything was added since
 * @returns the log's size, and how many entries were added
 */
export function sequenceOnce(clock: Clock, options: { sign?: boolean } = {}): Promise<Sequenced> {
  return transact(async (tx) => add(tx, clock.now(), options.sign === true), { serializeOn: EVIDENCE_LOCK });
}

/** {@link sequenceOnce} until nothing waits. */
export async function sequenceEvidence(clock: Clock, options: { sign?: boolean } = {}): Promise<Sequenced> {
  let added = 0;
  for (;;) {
    const step = await sequenceOnce(clock, options);
    added += step.added;
    if (step.added < BATCH) return { size: step.size, added };
  }
}

/** How many leaves the log has. */
export async function logSize(tx: Pick<Tx, "select">): Promise<number> {
  const [last] = await tx
    .select({ index: evidenceNodes.index })
    .from(evidenceNodes)
    .where(eq(evidenceNodes.level, 0))
    .orderBy(desc(evidenceNodes.index))
    .limit(1);
  return last ? last.index + 1 : 0;
}

async function add(tx: Tx, now: Date, signNow: boolean): Promise<Sequenced> {
  const waiting = await tx
    .select()
    .from(evidenceEntries)
    .where(isNull(evidenceEntries.leafIndex))
    .orderBy(asc(evidenceEntries.id))
    .limit(BATCH);
  const ours = waiting.filter(isOurs);
  if (ours.length < waiting.length) {
    logger.error({ entries: waiting.length - ours.length }, "evidence entries that the program did not write");
  }
  const size = await logSize(tx);
  const reader = nodesFrom(tx);
  const made = grow(
    size,
    await reader(peaksOf(size)),
    ours.map((entry) => hashLeaf(Buffer.from(leafText(entry)))),
  );
  await keep(tx, ours, size, made);
  await checkpoint(tx, size + ours.length, now, signNow);
  return { size: size + ours.length, added: ours.length };
}

async function keep(tx: Tx, entries: EntryRow[], size: number, made: ReturnType<typeof grow>): Promise<void> {
  const placed = entries.map((entry, i) => ({ ...entry, leafIndex: size + i }));
  for (let at = 0; at < placed.length; at += ROWS_PER_STATEMENT) {
    await tx
      .insert(evidenceEntries)
      .values(placed.slice(at, at + ROWS_PER_STATEMENT))
      .onConflictDoUpdate({ target: evidenceEntries.id, set: { leafIndex: sql`excluded.leaf_index` } });
  }
  const rows = made.map(({ level, index, hash }) => ({ level, index, hash: Buffer.from(hash).toString("base64") }));
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
    await tx.insert(evidenceNodes).values(rows.slice(at, at + ROWS_PER_STATEMENT));
  }
}

async function checkpoint(tx: Tx, size: number, now: Date, signNow: boolean): Promise<void> {
  const [last] = await tx.select().from(evidenceCheckpoints).orderBy(desc(evidenceCheckpoints.size)).limit(1);
  if (size === 0 || (last && last.size >= size)) return;
  if (last && !signNow && now.getTime() - last.createdAt.getTime() < CHECKPOINT_EVERY_MS) return;
  const root = fold(await nodesFrom(tx)(peaksOf(size)));
  const { id, key, privateKey } = await signer(tx, now);
  await tx.insert(evidenceCheckpoints).values({
    size,
    rootHash: Buffer.from(root).toString("base64"),
    note: signCheckpoint({ origin: key.name, size, root }, key, privateKey),
    keyId: id,
    createdAt: now,
  });
}
