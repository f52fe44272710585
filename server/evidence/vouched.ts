import { inArray } from "drizzle-orm";
import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { evidenceKeys } from "#db/schema/index.ts";
import type { Clock } from "#server/core/clock.ts";
import { keepDataSecret, newDataSecret } from "#server/core/data-secret.ts";
import { logger } from "#server/core/logger.ts";
import type { EntryRow } from "./append.ts";
import { backfillEvidence, EVIDENCE_LOCK, isReady } from "./backfill.ts";
import { newestCheckpoint } from "./checkpoints.ts";
import { allKeys, canSign } from "./keys.ts";
import { sealedAuditData } from "./sealed-audit.ts";
import { sequenceEvidence } from "./sequence.ts";

/**
 * What an installation does whose secret is lost: seals of before cannot be checked any more, by nobody. Whoever begins anew vouches for
 * the log as it stands at that moment, by an audit row that has its root and is sealed under the new secret.
 */

/** Actions whose audit rows may vouch. */
const VOUCHING = ["secrets.began_anew", "backup.restored"];
const headSchema = z.object({ size: z.number().int().positive(), rootHash: z.string() });
export type Vouched = z.output<typeof headSchema>;
const dataSchema = z.object({ evidence: headSchema });

/** What to vouch for in an audit row's data: the log's size and root, null where there is none; and which keys went. */
export type VouchedData = { evidence: Vouched | null; retiredKeys: string[] };

/**
 * Gives up the database's own secret for a new one, and lets the log go on without the one of before. Until its last transaction the
 * database keeps the old one, so what was cut off at any point is simply begun again. Only where no server runs.
 * @param finish the rest of that transaction, under the new secret: it has to write the audit row that vouches, one of VOUCHING
 */
export async function underNewSecret<T>(
  clock: Clock,
  finish: (tx: Tx, vouched: VouchedData) => Promise<T>,
): Promise<T> {
  const secret = newDataSecret();
  const vouched = await settleLog(clock);
  return transact(
    async (tx) => {
      await keepDataSecret(tx, secret, vouched.evidence !== null);
      return finish(tx, vouched);
    },
    { serializeOn: EVIDENCE_LOCK },
  );
}

/** Retires keys that cannot be opened any more, gives everything that waits its place, and signs a head by a key that can. */
async function settleLog(clock: Clock): Promise<VouchedData> {
  const retiredKeys = await transact((tx) => retireLost(tx, clock.now()), { serializeOn: EVIDENCE_LOCK });
  // What waits for a place has a seal of before, which nobody takes later: none of it may be left.
  while (!(await isReady(db))) await backfillEvidence(clock);
  while ((await sequenceEvidence(clock, { sign: true, vouch: true })).added > 0);
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
  for await (const data of sealedAuditData(tx, VOUCHING, isOurs)) {
    const read = dataSchema.safeParse(data);
    if (read.success && read.data.evidence.size > (largest?.size ?? 0)) largest = read.data.evidence;
  }
  return largest;
}
