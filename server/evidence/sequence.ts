import { and, asc, desc, eq, gt, isNull, sql } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { evidenceCheckpoints, evidenceEntries, evidenceNodes } from "#db/schema/index.ts";
import { type Clock, SECOND_MS } from "#server/core/clock.ts";
import { markBegun } from "#server/core/data-secret.ts";
import { logger } from "#server/core/logger.ts";
import { type EntryRow, sealCheck } from "./append.ts";
import { EVIDENCE_LOCK, isReady } from "./backfill.ts";
import { signHead } from "./keys.ts";
import { leafText } from "./leaf.ts";
import { grow, nodesFrom } from "./nodes.ts";
import { fold, hashLeaf, peaksOf } from "./tree.ts";
import { standingUnsealed } from "./unsealed.ts";

const BATCH = 1_000;
/** How many entries one run reads. Forged ones stay where they are and are passed by, so there may be any number. */
const BATCHES = 20;
const ROWS_PER_STATEMENT = 200;
const CHECKPOINT_EVERY_MS = 10 * SECOND_MS;
const MAX_TOLD = 10_000;

export type Sequenced = { size: number; added: number };
type Step = Sequenced & { end: string | null };
type Options = { sign?: boolean; vouch?: boolean };

/** Where a run that read its share stopped, and which forged entries were logged. Next loads modules twice. */
const holder = globalThis as { daozhangSequencer?: { after: string | null; told: Set<string> } };
holder.daozhangSequencer ??= { after: null, told: new Set() };
const memory = holder.daozhangSequencer;

/**
 * Gives new entries their places in the log, and signs a checkpoint when the last is ten seconds old. An entry that is not the
 * program's own gets no place and is passed by; `audit verify` names it. Does nothing until old rows are in.
 * @param options.sign signs whatever the last one's age, where anything was added since
 * @param options.vouch places whatever waits, sealed or not: for whoever vouches for it (`vouched.ts`)
 * @returns the log's size, and how many entries were added: all that waited, unless more than 20,000 did
 */
export async function sequenceEvidence(clock: Clock, options: Options = {}): Promise<Sequenced> {
  let [added, size] = [0, 0];
  let rounds = memory.after === null ? 1 : 2;
  for (let batch = 0; batch < BATCHES; batch++) {
    const { after } = memory;
    const step = await transact((tx) => add(tx, after, clock.now(), options), {
      serializeOn: EVIDENCE_LOCK,
    });
    added += step.added;
    size = step.size;
    memory.after = step.end;
    // Begun in the middle, where the last run stopped: once more from the beginning.
    if (step.end === null && --rounds === 0) break;
  }
  return { size, added };
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

async function add(tx: Tx, after: string | null, now: Date, { sign = false, vouch = false }: Options): Promise<Step> {
  if (!(await isReady(tx))) return { size: 0, added: 0, end: null };
  const beyond = after === null ? undefined : gt(evidenceEntries.id, after);
  const waiting = await tx
    .select()
    .from(evidenceEntries)
    .where(and(isNull(evidenceEntries.leafIndex), beyond))
    .orderBy(asc(evidenceEntries.id))
    .limit(BATCH);
  const isOurs = sealCheck();
  const unsealed = await standingUnsealed(tx, waiting);
  const ours = waiting.filter((entry) => vouch || isOurs(entry) || unsealed.has(entry.id) || told(entry));
  const size = await logSize(tx);
  if (size === 0 && ours.length > 0) await markBegun(tx);
  const reader = nodesFrom(tx);
  const made = grow(
    size,
    await reader(peaksOf(size)),
    ours.map((entry) => hashLeaf(Buffer.from(leafText(entry)))),
  );
  await keep(tx, ours, size, made);
  await checkpoint(tx, size + ours.length, now, sign);
  const end = waiting.length < BATCH ? null : (waiting.at(-1)?.id ?? null);
  return { size: size + ours.length, added: ours.length, end };
}

/** Logs a forged entry, once in the life of a process. @returns false */
function told({ id, kind, ref }: EntryRow): boolean {
  if (memory.told.has(id) || memory.told.size >= MAX_TOLD) return false;
  memory.told.add(id);
  logger.error({ entry: id, kind, ref }, "an evidence entry that the program did not write");
  return false;
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
  const { keyId, note } = await signHead(tx, now, { size, root });
  await tx
    .insert(evidenceCheckpoints)
    .values({ size, rootHash: Buffer.from(root).toString("base64"), note, keyId, createdAt: now });
}
