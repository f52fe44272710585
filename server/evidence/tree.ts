import { createHash } from "node:crypto";

/**
 * The Merkle tree of RFC 9162, section 2.1 (the one of RFC 6962). Pure: nodes come from whoever keeps them.
 * Only perfect subtrees are ever kept, so that what is kept never changes; what is not perfect is folded when asked for.
 */

export type Hash = Uint8Array;
/** The perfect subtree of 2^level leaves that begins at leaf index · 2^level. Level 0 are the leaves themselves. */
export type NodeAt = { level: number; index: number };
/** Gives the hashes of kept nodes, in the order asked for. */
export type Nodes = (wanted: readonly NodeAt[]) => Promise<Hash[]>;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const sha256 = (...parts: Uint8Array[]): Hash => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const hashLeaf = (leaf: Uint8Array): Hash => sha256(LEAF, leaf);
export const hashNode = (left: Hash, right: Hash): Hash => sha256(NODE, left, right);
/** The root of a tree without leaves. */
export const EMPTY_ROOT: Hash = sha256();

const same = (a: Hash, b: Hash) => Buffer.from(a).equals(b);
const isSize = (n: number) => Number.isSafeInteger(n) && n >= 0;

/** The perfect subtrees that leaves from..to (to excluded) fall into, left to right. Both ends must be a subtree's of the whole tree. */
function subtrees(from: number, to: number): NodeAt[] {
  const found: NodeAt[] = [];
  for (let at = from; at < to; ) {
    let level = 0;
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level++;
    found.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return found;
}

/** The perfect subtrees that a tree of a size is made of, left to right. */
export const peaksOf = (size: number): NodeAt[] => subtrees(0, size);

/** The hash of neighbouring subtrees as one: folded from the right. */
export function fold(hashes: readonly Hash[]): Hash {
  const [last, ...rest] = hashes.toReversed();
  return last ? rest.reduce((right, left) => hashNode(left, right), last) : EMPTY_ROOT;
}

/** Which ranges of leaves stand beside the way from a leaf to the root, from the leaf upwards. */
function beside(index: number, from: number, to: number): [number, number][] {
  if (to - from <= 1) return [];
  const middle = from + splitOf(to - from);
  return index < middle
    ? [...beside(index, from, middle), [middle, to]]
    : [...beside(index, middle, to), [from, middle]];
}

/** The largest power of two below n (n > 1). */
function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** Asks for all ranges at once, and folds each. */
async function hashesOf(ranges: readonly [number, number][], nodes: Nodes): Promise<Hash[]> {
  const wanted = ranges.map(([from, to]) => subtrees(from, to));
  const found = await nodes(wanted.flat());
  let at = 0;
  return wanted.map((parts) => {
    const hashes = found.slice(at, at + parts.length);
    at += parts.length;
    return fold(hashes);
  });
}

/**
 * The proof that a leaf stands in a tree of a size (RFC 9162, 2.1.3.1), the leaf's sibling first.
 * @throws RangeError when the tree has no such leaf
 */
export async function inclusionProof(index: number, size: number, nodes: Nodes): Promise<Hash[]> {
  if (!isSize(size) || !isSize(index) || index >= size) throw new RangeError("There is no such leaf.");
  return hashesOf(beside(index, 0, size), nodes);
}

/**
 * The proof that a tree of one size begins with all of a smaller one (RFC 9162, 2.1.4.1). Empty between equal sizes.
 * @throws RangeError unless 0 < from <= to
 */
export async function consistencyProof(from: number, to: number, nodes: Nodes): Promise<Hash[]> {
  if (!isSize(from) || !isSize(to) || from < 1 || from > to) throw new RangeError("Sizes must be 0 < from <= to.");
  const ranges = (m: number, low: number, high: number, whole: boolean): [number, number][] => {
    if (m === high - low) return whole ? [] : [[low, high]];
    const middle = low + splitOf(high - low);
    return m <= middle - low
      ? [...ranges(m, low, middle, whole), [middle, high]]
      : [...ranges(m - (middle - low), middle, high, false), [low, middle]];
  };
  return hashesOf(ranges(from, 0, to, true), nodes);
}

/** Whether a proof leads from a leaf's hash to a root (RFC 9162, 2.1.3.2). */
export function verifyInclusion(leaf: Hash, index: number, size: number, proof: readonly Hash[], root: Hash): boolean {
  if (!isSize(size) || !isSize(index) || index >= size) return false;
  let [at, last, hash] = [index, size - 1, leaf];
  for (const next of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = hashNode(next, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else hash = hashNode(hash, next);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(hash, root);
}

/** Whether a proof shows that the tree of one root begins with all of another's (RFC 9162, 2.1.4.2). */
export function verifyConsistency(from: number, to: number, old: Hash, root: Hash, proof: readonly Hash[]): boolean {
  if (!isSize(from) || !isSize(to) || from < 1 || from > to) return false;
  if (from === to) return proof.length === 0 && same(old, root);
  const path = Number.isInteger(Math.log2(from)) ? [old, ...proof] : [...proof];
  const first = path.shift();
  if (!first) return false;
  let [at, last] = [from - 1, to - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  let [oldHash, newHash] = [first, first];
  for (const next of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [oldHash, newHash] = [hashNode(next, oldHash), hashNode(next, newHash)];
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else newHash = hashNode(newHash, next);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(oldHash, old) && same(newHash, root);
}
