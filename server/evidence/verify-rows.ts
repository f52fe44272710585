import { and, asc, eq, gt, inArray, isNull } from "drizzle-orm";
import { db } from "#db/client.ts";
import { evidenceEntries } from "#db/schema/index.ts";
import { type EntryRow, sealCheck } from "./append.ts";
import { type EvidenceRecord, recordDigest } from "./leaf.ts";
import { type EvidenceKind, evidenceKinds } from "./schemas.ts";
import { sources } from "./sources.ts";
import { standingUnsealed } from "./unsealed.ts";
import { Erasures } from "./verify-erasures.ts";
import { type Vouched, vouchedLog } from "./vouched.ts";

const PAGE = 500;

export type Tell = (where: string, problem: string) => void;
export const nameOf = (entry: Pick<EntryRow, "kind" | "ref">) => `${entry.kind} ${entry.ref}`;

/** What is checked of entries and of the rows that they stand for, wherever the entries stand. */
export class Checks {
  readonly tell: Tell;
  /** Rows that commands without APP_SECRET wrote. */
  unsealed = 0;
  #vouchedUpTo = 0;
  readonly #seals: boolean;
  readonly #isOurs: (entry: EntryRow) => boolean;
  readonly #erasures: Erasures;

  constructor(tell: Tell, seals: boolean) {
    this.tell = tell;
    this.#seals = seals;
    this.#isOurs = seals ? sealCheck() : () => true;
    this.#erasures = new Erasures(this.#isOurs);
  }

  /** What somebody vouched for when a secret was lost: seals of before it cannot be checked. */
  async vouched(): Promise<Vouched | null> {
    const vouched = this.#seals ? await vouchedLog(db, this.#isOurs) : null;
    this.#vouchedUpTo = vouched?.size ?? 0;
    return vouched;
  }

  /** Whether the program wrote them. */
  async seals(entries: readonly EntryRow[]): Promise<void> {
    if (!this.#seals) return;
    const others = entries.filter(
      (entry) => !this.#isOurs(entry) && (entry.leafIndex ?? Infinity) >= this.#vouchedUpTo,
    );
    const standing = await standingUnsealed(db, others);
    this.unsealed += standing.size;
    for (const entry of others) {
      if (!standing.has(entry.id)) {
        this.tell(nameOf(entry), "its entry was changed or was not written by the program");
      }
    }
  }

  /** Holds each row against its digest. */
  async rows(entries: readonly EntryRow[]): Promise<void> {
    for (const [kind, some] of Map.groupBy(entries, (entry) => entry.kind)) {
      if (!evidenceKinds.includes(kind)) {
        for (const entry of some) this.tell(nameOf(entry), "the log knows no such kind");
        continue;
      }
      const found = Map.groupBy(
        await this.#read(
          kind,
          some.map((entry) => entry.ref),
        ),
        (row) => row.ref,
      );
      for (const entry of some) await this.#row(entry, found.get(entry.ref) ?? []);
    }
  }

  async #row(
    entry: EntryRow,
    [row, ...more]: readonly (EvidenceRecord | { ref: string; fields: null })[],
  ): Promise<void> {
    if (entry.salt === "" || entry.erasedAt !== null) {
      const problem = await this.#erasures.judge(entry);
      if (problem) this.tell(nameOf(entry), problem);
    } else if (!row) this.tell(nameOf(entry), "was removed");
    else if (more.length > 0) this.tell(nameOf(entry), "is there twice");
    else if (row.fields === null) this.tell(nameOf(entry), "was changed: it cannot be read any more");
    else if (recordDigest(entry.salt, row.fields) !== entry.digest) {
      this.tell(nameOf(entry), "was changed");
    }
  }

  /** Rows, each by itself where one of them cannot be read. */
  async #read(kind: EvidenceKind, ids: readonly string[]) {
    try {
      return await sources[kind].of(db, ids);
    } catch {
      const rows = ids.map((id) => sources[kind].of(db, [id]).catch(() => [{ ref: id, fields: null }]));
      return (await Promise.all(rows)).flat();
    }
  }

  /** Entries that have no place yet: their seals and rows. @returns how many there are */
  async waiting(): Promise<number> {
    let count = 0;
    for (let last: string | undefined; ; ) {
      const beyond = last === undefined ? undefined : gt(evidenceEntries.id, last);
      const of = and(isNull(evidenceEntries.leafIndex), beyond);
      const page = await db.select().from(evidenceEntries).where(of).orderBy(asc(evidenceEntries.id)).limit(PAGE);
      await this.seals(page);
      await this.rows(page);
      count += page.length;
      last = page.at(-1)?.id;
      if (last === undefined) return count;
    }
  }

  /** Rows that no entry stands for were written past the program. */
  async inserted(): Promise<void> {
    for (const kind of evidenceKinds) await this.#insertedOf(kind);
  }

  async #insertedOf(kind: EvidenceKind): Promise<void> {
    for (let last: string | null = null; ; ) {
      const refs: string[] = await sources[kind].ids(db, last, PAGE);
      const end = refs.at(-1);
      if (end === undefined) return;
      const of = and(eq(evidenceEntries.kind, kind), inArray(evidenceEntries.ref, refs));
      const known = await db.select({ ref: evidenceEntries.ref }).from(evidenceEntries).where(of);
      const seen = new Set(known.map((row) => row.ref));
      for (const ref of refs) if (!seen.has(ref)) this.tell(`${kind} ${ref}`, "was inserted past the program");
      last = end;
    }
  }
}
