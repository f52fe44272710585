import { db } from "#db/client.ts";
import { hasBegun } from "./backfill.ts";
import { allKeys, logKeyOf } from "./keys.ts";
import { openCheckpoint, readVkey } from "./note.ts";
import { checkRoot, Heads } from "./verify-heads.ts";
import { stoodAt, walkLeaves } from "./verify-leaves.ts";
import { Checks, type Tell } from "./verify-rows.ts";

const base64 = (hash: Uint8Array) => Buffer.from(hash).toString("base64");
const MAX_FAULTS = 2_000;

/** What does not hold, and where: a kind and id, a place in the log, or a checkpoint's size. */
export type EvidenceFault = { where: string; problem: string };
export type EvidenceReport = {
  entries: number;
  size: number;
  held: number;
  /** How many entries commands without APP_SECRET wrote, which nobody sealed. */
  unsealed: number;
  faults: EvidenceFault[];
};
/** Checkpoints that somebody else keeps, with the key that they know. */
export type HeldCheckpoints = { notes: readonly string[]; vkey?: string };

export type VerifyOptions = {
  held?: HeldCheckpoints;
  /** False where APP_SECRET is not known: then entries are not checked for who wrote them. */
  seals?: boolean;
};

/**
 * Holds the whole log against what it stands for: every row against its leaf, every leaf against the tree, every signed head
 * against the tree, and the heads that somebody else keeps. Reads only, a page at a time; works beside a running server.
 * @returns how many entries there are, how many kept heads were compared, and what does not hold: the first 2,000, each named
 */
export async function verifyEvidence(options: VerifyOptions = {}): Promise<EvidenceReport> {
  const first = await verifyOnce(options);
  if (first.faults.length === 0) return first;
  // What somebody was just changing rightly (an erasure, a new key) is whole by now; what does not hold is told twice.
  const again = await verifyOnce(options);
  const seen = new Set(first.faults.map(({ where, problem }) => `${where}\n${problem}`));
  const isCut = first.faults.length > MAX_FAULTS;
  return {
    ...again,
    faults: isCut ? again.faults : again.faults.filter((each) => seen.has(`${each.where}\n${each.problem}`)),
  };
}

async function verifyOnce(options: VerifyOptions): Promise<EvidenceReport> {
  const faults: EvidenceFault[] = [];
  let untold = 0;
  const tell: Tell = (where, problem) => {
    if (faults.length < MAX_FAULTS) faults.push({ where, problem });
    else untold++;
  };
  const keys = await allKeys(db);
  const trusted = options.held?.vkey ? [readVkey(options.held.vkey)] : keys.map(logKeyOf);
  const held = (options.held?.notes ?? []).map((note) => openHeld(note, trusted));
  const checks = new Checks(tell, options.seals !== false);
  const heads = await Heads.of(keys, tell);
  const vouched = await checks.vouched();
  const sizes = [...held.flatMap((head) => head?.size ?? []), ...(vouched ? [vouched.size] : [])];
  const log = await walkLeaves({ checks, heads, sizes: new Set(sizes) });
  if (vouched)
    checkRoot("what was vouched for when a secret was lost", vouched.rootHash, stoodAt(log, vouched.size), tell);
  heads.count();
  for (const head of held) {
    if (!head) tell("the checkpoint that was given", "is not signed by a key of this log");
    else checkRoot(`the checkpoint that was given (${head.size})`, base64(head.root), stoodAt(log, head.size), tell);
  }
  const waiting = await checks.waiting();
  // Before an entry has a place, rows from before the log may still be coming in.
  const begun = log.size > 0 || (await hasBegun());
  if (begun && log.size === 0) tell("the log", "is gone, and had begun");
  if (begun) await checks.inserted();
  if (untold > 0) faults.push({ where: "and more", problem: `${untold} further faults` });
  return { entries: log.entries + waiting, size: log.size, held: held.length, unsealed: checks.unsealed, faults };
}

function openHeld(note: string, keys: readonly ReturnType<typeof readVkey>[]) {
  for (const key of keys) {
    try {
      return openCheckpoint(note, key);
    } catch {
      // Another key may have signed it; that none did is told by the caller.
    }
  }
  return undefined;
}
