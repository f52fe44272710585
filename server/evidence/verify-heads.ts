import { and, asc, desc, gt, lte } from "drizzle-orm";
import { db } from "#db/client.ts";
import { evidenceCheckpoints } from "#db/schema/index.ts";
import { type KeyRow, logKeyOf } from "./keys.ts";
import { openCheckpoint } from "./note.ts";
import type { Hash } from "./tree.ts";
import type { Tell } from "./verify-rows.ts";

type Head = typeof evidenceCheckpoints.$inferSelect;
/** How the log stood where a head is of: its root; or that it is shorter; or from where on it cannot be rebuilt. */
export type Stood = { root: Hash } | "shorter" | { lostAt: number };

const PAGE = 500;
const base64 = (hash: Hash) => Buffer.from(hash).toString("base64");

/** Holds the root that somebody signed against the leaves. */
export function checkRoot(where: string, root: string, stood: Stood, tell: Tell): void {
  if (stood === "shorter") {
    tell(where, "the log is shorter than this: its newest rows were removed, or an old copy was restored");
  } else if ("lostAt" in stood) tell(where, `cannot be held against the log, which has lost leaf ${stood.lostAt}`);
  else if (base64(stood.root) !== root) tell(where, "the log had another past when this was signed");
}

/** The signed heads by size, as the walk over the leaves comes to them: each against the leaves, its note and its key. */
export class Heads {
  readonly #keys: ReadonlyMap<string, KeyRow>;
  readonly #tell: Tell;
  readonly #newest: number;
  readonly #counts = new Map<string, { heads: number; newest: number }>();
  #queue: Head[] = [];
  #last: number | undefined;
  #done = false;

  private constructor(keys: readonly KeyRow[], newest: number, tell: Tell) {
    this.#keys = new Map(keys.map((row) => [row.id, row]));
    this.#newest = newest;
    this.#tell = tell;
  }

  /** @param keys read before this, so that no head is counted that is not there yet */
  static async of(keys: readonly KeyRow[], tell: Tell): Promise<Heads> {
    const [newest] = await db.select().from(evidenceCheckpoints).orderBy(desc(evidenceCheckpoints.size)).limit(1);
    return new Heads(keys, newest?.size ?? -1, tell);
  }

  /** The next head. What is signed while the walk goes on is for the next walk. */
  async #peek(): Promise<Head | undefined> {
    if (this.#queue.length === 0 && !this.#done) {
      const { size } = evidenceCheckpoints;
      const of = and(lte(size, this.#newest), this.#last === undefined ? undefined : gt(size, this.#last));
      this.#queue = await db.select().from(evidenceCheckpoints).where(of).orderBy(asc(size)).limit(PAGE);
      this.#last = this.#queue.at(-1)?.size;
      this.#done = this.#queue.length < PAGE;
    }
    return this.#queue[0];
  }

  /** Checks all heads of up to `size` leaves. @param stood how the log stood at exactly that size */
  async reach(size: number, stood: () => Stood, missed: Stood): Promise<void> {
    for (let head = await this.#peek(); head && head.size <= size; head = await this.#peek()) {
      this.#queue.shift();
      this.#check(head, head.size === size ? stood() : missed);
    }
  }

  #check({ size, rootHash, note, keyId }: Head, stood: Stood): void {
    const where = `checkpoint ${size}`;
    const key = this.#keys.get(keyId);
    const seen = this.#counts.get(keyId) ?? { heads: 0, newest: 0 };
    if (key && size <= key.signedSize) this.#counts.set(keyId, { heads: seen.heads + 1, newest: size });
    checkRoot(where, rootHash, stood, this.#tell);
    try {
      if (!key) throw new Error("its key is missing");
      const said = openCheckpoint(note, logKeyOf(key));
      if (said.size !== size || base64(said.root) !== rootHash) throw new Error("it says another");
    } catch (error) {
      this.#tell(where, `its note does not hold: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Misses the heads that were removed. */
  count(): void {
    for (const { id, origin, signed, signedSize } of this.#keys.values()) {
      const { heads, newest } = this.#counts.get(id) ?? { heads: 0, newest: 0 };
      if (newest < signedSize) this.#tell(`checkpoint ${signedSize}`, "was removed: the newest of its key");
      if (heads < signed) this.#tell(`checkpoints of ${origin}`, `${signed - heads} were removed`);
      if (heads > signed)
        this.#tell(`checkpoints of ${origin}`, `there are ${heads - signed} more than its key signed`);
    }
  }
}
