import { and, eq, inArray } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { evidenceNodes } from "#db/schema/index.ts";
import type { Hash, NodeAt, Nodes } from "./tree.ts";
import { hashNode, peaksOf } from "./tree.ts";

const KEYS = 200;
const nameOf = ({ level, index }: NodeAt) => `${level}/${index}`;

/** Reads kept nodes, one query for each level (and 200 of it). @throws Error when one is missing: the log is damaged */
export const nodesFrom =
  (reader: Db | Tx): Nodes =>
  async (wanted) => {
    const found = new Map<string, Hash>();
    for (const [level, some] of Map.groupBy(wanted, (node) => node.level)) {
      const indexes = [...new Set(some.map((node) => node.index))];
      for (let at = 0; at < indexes.length; at += KEYS) {
        const of = and(eq(evidenceNodes.level, level), inArray(evidenceNodes.index, indexes.slice(at, at + KEYS)));
        for (const row of await reader.select().from(evidenceNodes).where(of)) {
          found.set(nameOf(row), Buffer.from(row.hash, "base64"));
        }
      }
    }
    return wanted.map((node) => {
      const hash = found.get(nameOf(node));
      if (!hash) throw new Error(`The evidence log has no node ${nameOf(node)}.`);
      return hash;
    });
  };

/**
 * The nodes that new leaves add to a tree. Pure.
 * @param size how many leaves it had
 * @param peaks the hashes of its perfect subtrees, as `peaksOf(size)` lists them
 * @param leaves the hashes of the new leaves
 * @returns every new perfect subtree, leaves among them
 */
export function grow(size: number, peaks: readonly Hash[], leaves: readonly Hash[]): (NodeAt & { hash: Hash })[] {
  const known = new Map(peaksOf(size).map((node, i) => [nameOf(node), peaks[i] as Hash]));
  const made: (NodeAt & { hash: Hash })[] = [];
  let [from, row] = [size, [...leaves]];
  for (let level = 0; row.length > 0; level++) {
    row.forEach((hash, i) => {
      made.push({ level, index: from + i, hash });
    });
    const left = from % 2 === 1 ? [known.get(nameOf({ level, index: from - 1 })) as Hash, ...row] : row;
    const parents: Hash[] = [];
    for (let i = 0; i + 1 < left.length; i += 2) parents.push(hashNode(left[i] as Hash, left[i + 1] as Hash));
    [from, row] = [Math.floor(from / 2), parents];
  }
  return made;
}
