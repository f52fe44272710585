import { and, asc, eq, gt, inArray, isNull } from "drizzle-orm";
import { db } from "#db/client.ts";
import { evidenceCheckpoints, evidenceEntries, evidenceNodes } from "#db/schema/index.ts";
import { type EntryRow, isOurs } from "./append.ts";
import { backfillState, isComplete } from "./backfill.ts";
import { allKeys, logKeyOf } from "./keys.ts";
import { leafText, recordDigest } from "./leaf.ts";
import { grow } from "./nodes.ts";
import { openCheckpoint, readVkey } from "./note.ts";
import { type EvidenceKind, evidenceKinds } from "./schemas.ts";
import { sources } from "./sources.ts";
import { fold, type Hash, hashLeaf } from "./tree.ts";

const PAGE = 500;

/** What does not hold, and where: a kind and id, a place in the log, or a checkpoint's size. */
export type EvidenceFault = { where: string; problem: string };
export type EvidenceReport = { entries: number; size: number; faults: EvidenceFault[] };
/** A checkpoint that somebody else holds, with the key that they know. */
export type HeldCheckpoint = { note: string; vkey?: string };

export type VerifyOptions = {
  held?: HeldCheckpoint;
  /** False where APP_SECRET is not known: then entries are not checked for who wrote them. */
  seals?: boolean;
};

/**
 * Holds the whole log against what it stands for: every row against its leaf, every leaf against the tree, every signed head
 * against the tree, and the head that somebody else holds. Reads only, a page at a time; works beside a running server.
 * @returns how many entries there are, and everything that does not hold
 */
export async function verifyEvidence(options: VerifyOptions = {}): Promise<EvidenceReport> {
  const sealed = options.seals === false ? () => true : isOurs;
  const faults: EvidenceFault[] = [];
  const tell = (where: string, problem: string) => faults.push({ where, problem });
  const heads = new Map<number, Hash>();
  const checkpoints = await db.select().from(evidenceCheckpoints).orderBy(asc(evidenceCheckpoints.size));
  const held = options.held ? await openHeld(options.held, tell) : undefined;
  for (const { size } of checkpoints) heads.set(size, new Uint8Array());
  if (held) heads.set(held.size, new Uint8Array());
  const size = await checkLeaves(heads, sealed, tell);
  await checkHeads(checkpoints, heads, tell);
  if (held) checkHeld(held, heads, size, tell);
  const waiting = await checkWaiting(sealed, tell);
  await checkInserted(tell);
  return { entries: size + waiting, size, faults };
}

type Sealed = (entry: EntryRow) => boolean;
type Tell = (where: string, problem: string) => unknown;
const nameOf = (entry: Pick<EntryRow, "kind" | "ref">) => `${entry.kind} ${entry.ref}`;

/** Walks the leaves in order: places, seals, rows, nodes; and notes the root at each size that somebody signed. */
async function checkLeaves(heads: Map<number, Hash>, sealed: Sealed, tell: Tell): Promise<number> {
  const peaks: { level: number; hash: Hash }[] = [];
  let size = 0;
  for (;;) {
    const of = gt(evidenceEntries.leafIndex, size - 1);
    const page = await db.select().from(evidenceEntries).where(of).orderBy(asc(evidenceEntries.leafIndex)).limit(PAGE);
    if (page.length === 0) return size;
    await checkRows(page, tell);
    const hashes: Hash[] = [];
    const before = peaks.map((peak) => peak.hash);
    const start = size;
    for (const entry of page) {
      if (entry.leafIndex !== size) {
        tell(`leaf ${size}`, "missing: the log goes on after a gap");
        return (page.at(-1)?.leafIndex ?? size) + 1;
      }
      if (!sealed(entry)) tell(nameOf(entry), "its entry was changed or was not written by the program");
      const hash = hashLeaf(Buffer.from(leafText(entry)));
      hashes.push(hash);
      push(peaks, hash);
      size++;
      if (heads.has(size)) heads.set(size, fold(peaks.map((peak) => peak.hash)));
    }
    await checkNodes(start, before, hashes, tell);
  }
}

function push(peaks: { level: number; hash: Hash }[], leaf: Hash): void {
  peaks.push(...grow(0, [], [leaf]).map(({ level, hash }) => ({ level, hash })));
  for (let last = peaks.at(-1), before = peaks.at(-2); last && before?.level === last.level; ) {
    peaks.splice(-2, 2, { level: last.level + 1, hash: fold([before.hash, last.hash]) });
    [last, before] = [peaks.at(-1), peaks.at(-2)];
  }
}

async function checkNodes(start: number, peaks: Hash[], hashes: Hash[], tell: Tell): Promise<void> {
  const made = grow(start, peaks, hashes);
  for (const [level, nodes] of Map.groupBy(made, (node) => node.level)) {
    for (let at = 0; at < nodes.length; at += PAGE) {
      const some = nodes.slice(at, at + PAGE);
      const of = inArray(
        evidenceNodes.index,
        some.map((node) => node.index),
      );
      const kept = await db
        .select()
        .from(evidenceNodes)
        .where(and(eq(evidenceNodes.level, level), of));
      const byIndex = new Map(kept.map((node) => [node.index, node.hash]));
      for (const { index, hash } of some) {
        const found = byIndex.get(index);
        if (found !== Buffer.from(hash).toString("base64")) {
          tell(`node ${level}/${index}`, found === undefined ? "missing" : "was changed");
        }
      }
    }
  }
}

/** Holds each row against its digest. */
async function checkRows(entries: readonly EntryRow[], tell: Tell): Promise<void> {
  for (const [kind, some] of Map.groupBy(entries, (entry) => entry.kind)) {
    const rows = await sources[kind].of(
      db,
      some.map((entry) => entry.ref),
    );
    const byRef = new Map(rows.map((row) => [row.ref, row]));
    for (const entry of some) {
      const row = byRef.get(entry.ref);
      if (!row) tell(nameOf(entry), "was removed");
      else if (recordDigest(Buffer.from(entry.salt, "base64"), row.fields) !== entry.digest) {
        tell(nameOf(entry), "was changed");
      }
    }
  }
}

async function checkHeads(
  checkpoints: (typeof evidenceCheckpoints.$inferSelect)[],
  heads: Map<number, Hash>,
  tell: Tell,
): Promise<void> {
  const keys = new Map((await allKeys(db)).map((row) => [row.id, logKeyOf(row)]));
  for (const { size, rootHash, note, keyId } of checkpoints) {
    const where = `checkpoint ${size}`;
    const root = Buffer.from(heads.get(size) ?? []).toString("base64");
    if (root === "") tell(where, "the log is shorter than this: its newest rows were removed");
    else if (root !== rootHash) tell(where, "the log had another past when this was signed");
    try {
      const key = keys.get(keyId);
      if (!key) throw new Error("its key is missing");
      const said = openCheckpoint(note, key);
      if (said.size !== size || Buffer.from(said.root).toString("base64") !== rootHash)
        throw new Error("it says another");
    } catch (error) {
      tell(where, `its note does not hold: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

async function openHeld({ note, vkey }: HeldCheckpoint, tell: Tell) {
  const keys = vkey ? [readVkey(vkey)] : (await allKeys(db)).map(logKeyOf);
  for (const key of keys) {
    try {
      return openCheckpoint(note, key);
    } catch {
      // Another key may have signed it; that none did is told below.
    }
  }
  tell("the checkpoint that was given", "is not signed by a key of this log");
  return undefined;
}

function checkHeld(held: { size: number; root: Hash }, heads: Map<number, Hash>, size: number, tell: Tell): void {
  const where = `the checkpoint that was given (${held.size})`;
  const root = Buffer.from(heads.get(held.size) ?? []);
  if (held.size > size)
    tell(where, "the log is shorter than this: its newest rows were removed, or an old copy was restored");
  else if (!root.equals(Buffer.from(held.root))) tell(where, "the log had another past when this was signed");
}

/** Entries that have no place yet: their seals and rows. @returns how many there are */
async function checkWaiting(sealed: Sealed, tell: Tell): Promise<number> {
  let [count, last] = [0, ""];
  for (;;) {
    const of = and(isNull(evidenceEntries.leafIndex), gt(evidenceEntries.id, last));
    const page = await db.select().from(evidenceEntries).where(of).orderBy(asc(evidenceEntries.id)).limit(PAGE);
    const end = page.at(-1);
    if (!end) return count;
    for (const entry of page) {
      if (!sealed(entry)) tell(nameOf(entry), "its entry was changed or was not written by the program");
    }
    await checkRows(page, tell);
    [count, last] = [count + page.length, end.id];
  }
}

/** Rows that no entry stands for were written past the program, once all old ones are in. */
async function checkInserted(tell: Tell): Promise<void> {
  const state = await backfillState();
  if (!isComplete(state)) {
    const [signed] = await db.select({ size: evidenceCheckpoints.size }).from(evidenceCheckpoints).limit(1);
    if (signed) tell("settings evidence.backfill", "missing: rows from before the log are not all in it");
    return;
  }
  for (const kind of evidenceKinds) await checkKind(kind, tell);
}

async function checkKind(kind: EvidenceKind, tell: Tell): Promise<void> {
  let last = "";
  for (;;) {
    const page = await sources[kind].after(db, last, PAGE);
    const end = page.at(-1);
    if (!end) return;
    const refs = page.map((row) => row.ref);
    const of = and(eq(evidenceEntries.kind, kind), inArray(evidenceEntries.ref, refs));
    const known = await db.select({ ref: evidenceEntries.ref }).from(evidenceEntries).where(of);
    const seen = new Set(known.map((row) => row.ref));
    for (const ref of refs) if (!seen.has(ref)) tell(`${kind} ${ref}`, "was inserted past the program");
    last = end.ref;
  }
}
