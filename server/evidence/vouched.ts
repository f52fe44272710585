import { and, asc, eq, gt, inArray } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { auditLog, evidenceEntries, evidenceKeys } from "#db/schema/index.ts";
import type { Clock } from "#server/core/clock.ts";
import { logger } from "#server/core/logger.ts";
import type { EntryRow } from "./append.ts";
import { EVIDENCE_LOCK } from "./backfill.ts";
import { newestCheckpoint } from "./checkpoints.ts";
import { allKeys, canSign } from "./keys.ts";
import { recordDigest } from "./leaf.ts";
import { auditRecord } from "./records.ts";
import { sequenceEvidence } from "./sequence.ts";

/**
 * What an installation does whose secret is lost: seals of before cannot be checked any more, by nobody. Whoever begins anew vouches for
 * the log as it stands at that moment, by an audit row that has its root and is sealed under the new secret.
 */

const PAGE = 500;
/** Actions whose audit rows may vouch. */
const VOUCHING = ["secrets.began_anew", "backup.restored"];
const headSchema = z.object({ size: z.number().int().positive(), rootHash: z.string() });
export type Vouched = z.output<typeof headSchema>;
const dataSchema = z.object({ evidence: headSchema });

/**
 * Lets the log go on without the secrets of before: keys that cannot be opened any more are retired, everything that waits gets its
 * place, and a head is signed by a new key. Call it under the new data secret.
 * @returns what to vouch for in the audit row's data (`evidence`): the log's size and root; null where there is no log yet
 */
export async function vouchForLog(clock: Clock): Promise<{ evidence: Vouched | null; retiredKeys: string[] }> {
  const retiredKeys = await transact((tx) => retireLost(tx, clock.now()), { serializeOn: EVIDENCE_LOCK });
  await sequenceEvidence(clock, { sign: true, vouch: true });
  const head = await newestCheckpoint();
  return { evidence: head ? { size: head.size, rootHash: head.rootHash } : null, retiredKeys };
}

async function retireLost(tx: Tx, now: Date): Promise<string[]> {
  const lost = (await allKeys(tx)).filter((key) => key.retiredAt === null && !canSign(key)).map(({ id }) => id);
  if (lost.length === 0) return [];
  logger.error({ keys: lost }, "keys of the evidence log cannot be opened any more and are retired");
  await tx.update(evidenceKeys).set({ retiredAt: now, sealedPrivate: null }).where(inArray(evidenceKeys.id, lost));
  return lost;
}

/** The largest log that somebody vouched for, by audit rows that are sealed under the secret of now and stand as they were written. */
export async function vouchedLog(
  tx: Pick<Tx, "select">,
  isOurs: (entry: EntryRow) => boolean,
): Promise<Vouched | null> {
  let largest: Vouched | null = null;
  for (let last = ""; ; ) {
    const of = and(inArray(auditLog.action, VOUCHING), gt(auditLog.id, last));
    const page = await tx.select().from(auditLog).where(of).orderBy(asc(auditLog.id)).limit(PAGE);
    const end = page.at(-1);
    if (!end) return largest;
    last = end.id;
    const refs = page.map(({ id }) => id);
    const ofRows = and(eq(evidenceEntries.kind, "audit"), inArray(evidenceEntries.ref, refs));
    const entries = new Map((await tx.select().from(evidenceEntries).where(ofRows)).map((each) => [each.ref, each]));
    for (const row of page) {
      const entry = entries.get(row.id);
      if (!entry || !isOurs(entry) || recordDigest(entry.salt, auditRecord(row).fields) !== entry.digest) continue;
      const read = dataSchema.safeParse(JSON.parse(row.data));
      if (read.success && read.data.evidence.size > (largest?.size ?? 0)) largest = read.data.evidence;
    }
  }
}
