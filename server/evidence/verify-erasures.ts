import { z } from "zod";
import { db } from "#db/client.ts";
import type { EntryRow } from "./append.ts";
import { ERASED_ACTION, entriesErasedAt, hashOfErased } from "./erase.ts";
import { sealedAuditData } from "./sealed-audit.ts";

const erasedSchema = z.object({ erasedAt: z.iso.datetime(), count: z.number().int(), hash: z.string() });
const dataSchema = z.object({ evidence: z.union([erasedSchema, z.array(erasedSchema)]) });

/** Judges forgotten salts: right when an audit row names the erasure, and names exactly these entries. */
export class Erasures {
  readonly #isOurs: (entry: EntryRow) => boolean;
  readonly #judged = new Map<number, boolean>();
  #named: Promise<Map<number, { count: number; hash: string }>> | undefined;

  constructor(isOurs: (entry: EntryRow) => boolean) {
    this.#isOurs = isOurs;
  }

  /** @returns what is wrong; undefined when the entry was forgotten as it should be */
  async judge(entry: EntryRow): Promise<string | undefined> {
    if (entry.kind === "audit") return "its salt was removed, which is never done to audit rows";
    if (entry.erasedAt === null) return "its salt was removed";
    if (entry.salt !== "") return "is marked as erased, and has its salt";
    const at = entry.erasedAt.getTime();
    if (!this.#judged.has(at)) this.#judged.set(at, await this.#isNamed(at));
    return this.#judged.get(at) ? undefined : "its salt was removed, and no customer.erased in the audit log names it";
  }

  async #isNamed(at: number): Promise<boolean> {
    this.#named ??= this.#read();
    const named = (await this.#named).get(at);
    if (!named) return false;
    const entries = await entriesErasedAt(db, new Date(at));
    return entries.length === named.count && hashOfErased(entries) === named.hash;
  }

  /** What the audit log says was erased, by the instant; only rows that are sealed and stand as they were written. */
  async #read() {
    const named = new Map<number, { count: number; hash: string }>();
    for await (const data of sealedAuditData(db, [ERASED_ACTION], this.#isOurs))
      for (const { erasedAt, ...said } of evidenceOf(data)) named.set(Date.parse(erasedAt), said);
    return named;
  }
}

function evidenceOf(data: unknown): z.output<typeof erasedSchema>[] {
  const read = dataSchema.safeParse(data);
  return read.success ? [read.data.evidence].flat() : [];
}
