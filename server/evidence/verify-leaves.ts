import { and, asc, eq, gt, gte, inArray, isNotNull, lt, or } from "drizzle-orm";
import { db } from "#db/client.ts";
import { evidenceEntries, evidenceNodes } from "#db/schema/index.ts";
import type { EntryRow } from "./append.ts";
import { leafText } from "./leaf.ts";
import { grow } from "./nodes.ts";
import { logSize } from "./sequence.ts";
import { fold, type Hash, hashLeaf } from "./tree.ts";
import type { Heads, Stood } from "./verify-heads.ts";
import { type Checks, nameOf } from "./verify-rows.ts";

const PAGE = 500;

type Asked = { checks: Checks; heads: Heads; sizes: ReadonlySet<number> };
/** The log as it was walked. Roots are there for the sizes asked for, up to where leaves were lost altogether. */
export type Walked = { entries: number; size: number; roots: Map<number, Hash>; lostAt: number | undefined };

/** How a walked log stood at a size that was asked for. */
export function stoodAt({ size: end, roots, lostAt }: Pick<Walked, "size" | "roots" | "lostAt">, size: number): Stood {
  const root = roots.get(size);
  if (root) return { root };
  return size > end || lostAt === undefined ? "shorter" : { lostAt };
}

/** Walks the leaves in order: places, seals, rows, nodes, signed heads; and notes the root at each size that was asked for. */
export async function walkLeaves({ checks, heads, sizes }: Asked): Promise<Walked> {
  const walk = new Walk({ checks, heads, sizes });
  // What is sequenced during the walk has its nodes and entries both: only the places of before can be missing.
  const end = await logSize(db);
  let last: { index: number; id: string } | undefined;
  let entries = 0;
  for (;;) {
    const page = await pageAfter(last);
    await checks.rows(page);
    await checks.seals(page);
    for (const entry of page) {
      entries++;
      await walk.step(entry);
    }
    await walk.checkNodes();
    const final = page.at(-1);
    if (!final) break;
    last = { index: final.leafIndex as number, id: final.id };
  }
  await walk.fillTo(end);
  await walk.checkNodes();
  await heads.reach(Number.POSITIVE_INFINITY, () => "shorter", "shorter");
  return { entries, size: walk.size, roots: walk.roots, lostAt: walk.lostAt };
}

/** By place and id, so that no two share a place unseen, and from the very first, so that none stands before the log. */
function pageAfter(last: { index: number; id: string } | undefined): Promise<EntryRow[]> {
  const { leafIndex, id } = evidenceEntries;
  const beyond = last && or(gt(leafIndex, last.index), and(eq(leafIndex, last.index), gt(id, last.id)));
  return db
    .select()
    .from(evidenceEntries)
    .where(and(isNotNull(leafIndex), beyond))
    .orderBy(asc(leafIndex), asc(id))
    .limit(PAGE);
}

class Walk {
  size = 0;
  readonly roots = new Map<number, Hash>();
  /** From this place on the tree cannot be rebuilt: a leaf is gone and so is its hash. */
  lostAt: number | undefined;
  readonly #asked: Asked;
  readonly #checks: Checks;
  readonly #peaks: { level: number; hash: Hash }[] = [];
  /** Since the nodes were checked last. */
  #start = 0;
  #before: Hash[] = [];
  #hashes: Hash[] = [];
  readonly #names = new Map<number, string>();

  constructor(asked: Asked) {
    this.#asked = asked;
    this.#checks = asked.checks;
  }

  async step(entry: EntryRow): Promise<void> {
    const place = entry.leafIndex as number;
    if (!Number.isSafeInteger(place) || place < 0) {
      this.#checks.tell(nameOf(entry), `stands at ${place}, which is no place in the log`);
      return;
    }
    await this.fillTo(place);
    if (place < this.size) {
      this.#checks.tell(nameOf(entry), `stands at place ${place}, where another stands`);
      return;
    }
    this.#names.set(place, nameOf(entry));
    await this.#add(hashOf(entry));
  }

  /** Goes over places without an entry, by the hashes that are kept of their leaves. */
  async fillTo(place: number): Promise<void> {
    while (this.size < place) {
      const of = and(eq(evidenceNodes.level, 0), gte(evidenceNodes.index, this.size), lt(evidenceNodes.index, place));
      const kept = await db.select().from(evidenceNodes).where(of).orderBy(asc(evidenceNodes.index)).limit(PAGE);
      for (const { index, hash } of kept) {
        if (index !== this.size) break;
        this.#checks.tell(`leaf ${index}`, "missing: its entry was removed");
        await this.#add(Buffer.from(hash, "base64"));
      }
      if (kept[0]?.index === this.size - kept.length && kept.length > 0) continue;
      const to = kept.find(({ index }) => index > this.size)?.index ?? place;
      this.#checks.tell(`leaf ${this.size}`, `missing, up to leaf ${to - 1}, and so are the hashes of these leaves`);
      this.lostAt ??= this.size;
      await this.checkNodes();
      this.size = to;
      await this.#reach();
    }
  }

  async #add(hash: Hash): Promise<void> {
    this.size++;
    if (this.lostAt === undefined) {
      this.#hashes.push(hash);
      this.#peaks.push({ level: 0, hash });
      for (let last = this.#peaks.at(-1), left = this.#peaks.at(-2); last && left?.level === last.level; ) {
        this.#peaks.splice(-2, 2, { level: last.level + 1, hash: fold([left.hash, last.hash]) });
        [last, left] = [this.#peaks.at(-1), this.#peaks.at(-2)];
      }
      if (this.#asked.sizes.has(this.size)) this.roots.set(this.size, this.#root());
    }
    await this.#reach();
  }

  #root(): Hash {
    return fold(this.#peaks.map((peak) => peak.hash));
  }

  #reach(): Promise<void> {
    const { lostAt } = this;
    if (lostAt !== undefined) return this.#asked.heads.reach(this.size, () => ({ lostAt }), { lostAt });
    // No head is of a size between two leaves; one below the first is none of this log.
    return this.#asked.heads.reach(this.size, () => ({ root: this.#root() }), "shorter");
  }

  /** Holds the kept nodes against those that the leaves since the last call make. */
  async checkNodes(): Promise<void> {
    const made = grow(this.#start, this.#before, this.#hashes);
    for (const [level, nodes] of Map.groupBy(made, (node) => node.level)) {
      for (let at = 0; at < nodes.length; at += PAGE) await this.#compare(level, nodes.slice(at, at + PAGE));
    }
    this.#names.clear();
    this.#start = this.size;
    this.#before = this.#peaks.map((peak) => peak.hash);
    this.#hashes = [];
  }

  async #compare(level: number, nodes: readonly { index: number; hash: Hash }[]): Promise<void> {
    const indexes = nodes.map((node) => node.index);
    const of = and(eq(evidenceNodes.level, level), inArray(evidenceNodes.index, indexes));
    const kept = await db.select().from(evidenceNodes).where(of);
    const byIndex = new Map(kept.map((node) => [node.index, node.hash]));
    for (const { index, hash } of nodes) {
      const found = byIndex.get(index);
      if (found === Buffer.from(hash).toString("base64")) continue;
      this.#checks.tell(`node ${level}/${index}`, found === undefined ? "missing" : "is not of what stands below it");
      if (level === 0 && found !== undefined) {
        this.#checks.tell(
          `leaf ${index}`,
          `is ${this.#names.get(index) ?? "gone"}, and was another when it was given its place`,
        );
      }
    }
  }
}

function hashOf(entry: EntryRow): Hash {
  try {
    return hashLeaf(Buffer.from(leafText(entry)));
  } catch {
    // An entry that cannot be read is told by its seal; it has no leaf.
    return hashLeaf(new Uint8Array());
  }
}
