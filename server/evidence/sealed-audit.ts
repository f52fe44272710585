import { and, asc, eq, gt, inArray } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { auditLog, evidenceEntries } from "#db/schema/index.ts";
import type { EntryRow } from "./append.ts";
import { recordDigest } from "./leaf.ts";
import { auditRecord } from "./records.ts";

const PAGE = 500;

/**
 * What audit rows of some actions say, oldest first: only rows that are sealed and stand as they were written, since others may be
 * anybody's.
 * @param isOurs whether an entry's seal is of a secret that counts
 * @returns the data of one row after the other, parsed from its JSON
 */
export async function* sealedAuditData(
  reader: Pick<Tx, "select">,
  actions: readonly string[],
  isOurs: (entry: EntryRow) => boolean,
): AsyncGenerator<unknown> {
  for (let last = ""; ; ) {
    const of = and(inArray(auditLog.action, [...actions]), gt(auditLog.id, last));
    const page = await reader.select().from(auditLog).where(of).orderBy(asc(auditLog.id)).limit(PAGE);
    const end = page.at(-1);
    if (!end) return;
    last = end.id;
    const refs = page.map(({ id }) => id);
    const ofRows = and(eq(evidenceEntries.kind, "audit"), inArray(evidenceEntries.ref, refs));
    const entries = new Map(
      (await reader.select().from(evidenceEntries).where(ofRows)).map((each) => [each.ref, each]),
    );
    for (const row of page) {
      const entry = entries.get(row.id);
      if (!entry || !isOurs(entry) || recordDigest(entry.salt, auditRecord(row).fields) !== entry.digest) continue;
      yield JSON.parse(row.data);
    }
  }
}
