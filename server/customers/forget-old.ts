import { and, asc, eq, inArray, isNotNull, isNull, lt, ne, notExists, or, type SQL } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import {
  appealEvidence,
  appeals,
  attachments,
  customerSessions,
  diagnoses,
  handOvers,
  inboxMessages,
  noticeDeliveries,
  outbox,
  outboxCursors,
  passkeyChallenges,
  proofFailures,
  session,
  setupTokens,
  tickets,
  usedCodes,
  verification,
} from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { removeUnnamed } from "./files.ts";
import { retentionDays } from "./retention.ts";
import { type RetentionKind, retentionKinds } from "./schemas.ts";

const BATCH = 200;
/** What is left at the end of a run is old enough for the next one. */
const BATCHES_A_RUN = 50;

/** Forgets at most {@link BATCH} things of one kind that are older than this. @returns how many */
type Forget = (tx: Tx, before: Date, files: string[]) => Promise<number>;

type Named = { id: string };
/** Deletes the oldest few of a table, by their ids. */
async function some(rows: Promise<Named[]>, remove: (ids: string[]) => Promise<unknown>): Promise<number> {
  const ids = (await rows).map(({ id }) => id);
  if (ids.length > 0) await remove(ids);
  return ids.length;
}

const forget: Record<RetentionKind, Forget> = {
  sessions: (tx, before) =>
    some(tx.select({ id: session.id }).from(session).where(lt(session.expiresAt, before)).limit(BATCH), (ids) =>
      tx.delete(session).where(inArray(session.id, ids)),
    ),
  proofFailures: (tx, before) =>
    some(
      tx.select({ id: proofFailures.id }).from(proofFailures).where(lt(proofFailures.at, before)).limit(BATCH),
      (ids) => tx.delete(proofFailures).where(inArray(proofFailures.id, ids)),
    ),
  diagnoses: (tx, before) =>
    some(
      tx
        .select({ id: diagnoses.id })
        .from(diagnoses)
        .where(
          and(
            isNull(diagnoses.ticketNumber),
            isNull(diagnoses.waitUntil),
            lt(diagnoses.updatedAt, before),
            lt(diagnoses.createdAt, before),
          ),
        )
        .orderBy(asc(diagnoses.createdAt))
        .limit(BATCH),
      async (ids) => {
        const waiting = and(inArray(appealEvidence.diagnosisId, ids), isNull(appealEvidence.appealId));
        await tx.delete(appealEvidence).where(waiting);
        await tx.delete(diagnoses).where(inArray(diagnoses.id, ids));
      },
    ),
  inboxMessages: (tx, before) =>
    some(
      tx.select({ id: inboxMessages.id }).from(inboxMessages).where(lt(inboxMessages.createdAt, before)).limit(BATCH),
      (ids) => tx.delete(inboxMessages).where(inArray(inboxMessages.id, ids)),
    ),
  noticeDeliveries: (tx, before) =>
    some(
      tx
        .select({ id: noticeDeliveries.id })
        .from(noticeDeliveries)
        .where(
          and(
            inArray(noticeDeliveries.state, ["sent", "failed", "unknown", "skipped"]),
            lt(noticeDeliveries.createdAt, before),
          ),
        )
        .limit(BATCH),
      (ids) => tx.delete(noticeDeliveries).where(inArray(noticeDeliveries.id, ids)),
    ),
  looseUploads: async (tx, before, files) => {
    const rows = await tx
      .select({ id: attachments.id, sha256: attachments.sha256 })
      .from(attachments)
      .where(and(isLoose(tx), lt(attachments.createdAt, before)))
      .limit(BATCH);
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await tx.delete(attachments).where(inArray(attachments.id, ids));
    files.push(...rows.map(({ sha256 }) => sha256));
    return ids.length;
  },
  ticketContacts: async (tx, before) => {
    const over = and(
      isNotNull(tickets.contact),
      inArray(tickets.status, ["closed", "resolved"]),
      lt(tickets.updatedAt, before),
    );
    const closed = await some(tx.select({ id: tickets.id }).from(tickets).where(over).limit(BATCH), (ids) =>
      tx.update(tickets).set({ contact: null }).where(inArray(tickets.id, ids)),
    );
    const decided = and(isNotNull(appeals.contact), isNotNull(appeals.decidedAt), lt(appeals.decidedAt, before));
    const ended = and(decided, inArray(appeals.state, ["passed", "denied", "closed"]));
    const appealed = await some(tx.select({ id: appeals.id }).from(appeals).where(ended).limit(BATCH), (ids) =>
      tx.update(appeals).set({ contact: null }).where(inArray(appeals.id, ids)),
    );
    return closed + appealed;
  },
  outbox: async (tx, before) => {
    // A consumer that has read nothing yet has no cursor, and begins at the oldest that is left.
    const [slowest] = await tx.select().from(outboxCursors).orderBy(asc(outboxCursors.lastId)).limit(1);
    if (!slowest) return 0;
    const read = and(lt(outbox.id, slowest.lastId), lt(outbox.createdAt, before));
    return some(
      tx.select({ id: outbox.id }).from(outbox).where(read).orderBy(asc(outbox.createdAt)).limit(BATCH),
      (ids) => tx.delete(outbox).where(inArray(outbox.id, ids)),
    );
  },
  throttles: async (tx, before) => {
    const gone = [
      await tx.delete(usedCodes).where(lt(usedCodes.usedAt, before)).returning({ id: usedCodes.userId }),
      await tx.delete(verification).where(lt(verification.expiresAt, before)).returning({ id: verification.id }),
      await tx.delete(setupTokens).where(lt(setupTokens.expiresAt, before)).returning({ id: setupTokens.tokenHash }),
      await tx
        .delete(passkeyChallenges)
        .where(lt(passkeyChallenges.expiresAt, before))
        .returning({ id: passkeyChallenges.challenge }),
      await tx.delete(handOvers).where(lt(handOvers.expiresAt, before)).returning({ id: handOvers.jtiHash }),
      await tx
        .delete(customerSessions)
        .where(lt(customerSessions.expiresAt, before))
        .returning({ id: customerSessions.id }),
    ];
    return gone.flat().length;
  },
};

/** Uploaded, and never sent with a ticket, a message or an appeal. Identity documents have a time of their own. */
const isLoose = (tx: Tx): SQL | undefined =>
  and(
    isNull(attachments.ticketId),
    isNull(attachments.messageId),
    ne(attachments.kind, "identity"),
    notExists(
      tx
        .select({ id: appealEvidence.id })
        .from(appealEvidence)
        .where(
          and(
            eq(appealEvidence.attachmentId, attachments.id),
            or(isNotNull(appealEvidence.appealId), isNotNull(appealEvidence.diagnosisId)),
          ),
        ),
    ),
  );

/**
 * Forgets what is older than it is kept, a few at a time: cut off, it goes on the next time. One audit row a run says how many.
 * @returns how many of each kind
 */
export async function forgetOld(ctx: Ctx): Promise<Partial<Record<RetentionKind, number>>> {
  const days = await retentionDays(db);
  const now = ctx.clock.now().getTime();
  const counts: Partial<Record<RetentionKind, number>> = {};
  for (const kind of retentionKinds) {
    const before = new Date(now - days[kind] * DAY_MS);
    for (let batch = 0; batch < BATCHES_A_RUN; batch++) {
      const files: string[] = [];
      const count = await transact((tx) => forget[kind](tx, before, files));
      await removeUnnamed(files);
      if (count > 0) counts[kind] = (counts[kind] ?? 0) + count;
      if (count < BATCH) break;
    }
  }
  if (Object.keys(counts).length > 0) {
    await transact((tx) => appendAudit(tx, ctx, { action: "retention.ran", subject: "retention", data: counts }));
  }
  return counts;
}
