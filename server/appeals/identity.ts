import { and, asc, eq, inArray, isNotNull, isNull, lte, or } from "drizzle-orm";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { appealEvidence, appeals, identityFiles } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { storage } from "#server/storage/index.ts";
import { openAppealStates } from "./schemas.ts";
import { loadAppealPolicy } from "./settings.ts";

const FILES_A_RUN = 200;

/**
 * Removes an identity document: its key goes in this transaction, and with it all that could read the file. The file itself is
 * taken from the storage by {@link eraseRemoved}, after it.
 */
export async function removeIdentity(tx: Tx, ctx: Ctx, attachmentId: string, why: "withdrawn" | "expired") {
  const [gone] = await tx
    .update(identityFiles)
    .set({ sealedKey: null, removedAt: ctx.clock.now(), removedWhy: why })
    .where(and(eq(identityFiles.attachmentId, attachmentId), isNull(identityFiles.removedAt)))
    .returning();
  if (!gone) return;
  await appendAudit(tx, ctx, { action: "identity.removed", subject: `attachment:${attachmentId}`, data: { why } });
}

/** Takes the files of removed documents from the storage; what was cut off is taken up again. @returns how many went */
export async function eraseRemoved(ctx: Ctx): Promise<number> {
  const rows = await db
    .select()
    .from(identityFiles)
    .where(and(isNotNull(identityFiles.removedAt), isNull(identityFiles.erasedAt)))
    .orderBy(asc(identityFiles.removedAt))
    .limit(FILES_A_RUN);
  let erased = 0;
  for (const { attachmentId, sha256 } of rows) {
    try {
      await storage().remove(sha256);
      await transact(async (tx) => {
        const erasedAt = ctx.clock.now();
        await tx.update(identityFiles).set({ erasedAt }).where(eq(identityFiles.attachmentId, attachmentId));
        await appendAudit(tx, ctx, { action: "identity.erased", subject: `attachment:${attachmentId}`, data: {} });
      });
      erased++;
    } catch (error) {
      logger.error({ err: error, attachmentId }, "the file of a removed document could not be erased yet");
    }
  }
  return erased;
}

/**
 * Removes the documents whose time is over: so many days after the decision of their appeal, or after the upload where no appeal came
 * of it.
 * @returns how many were removed
 */
export async function expireIdentity(ctx: Ctx): Promise<number> {
  const { identityDays } = await loadAppealPolicy(db);
  const before = new Date(ctx.clock.now().getTime() - identityDays * DAY_MS);
  const over = (reader: Db, one?: string) =>
    reader
      .select({ attachmentId: identityFiles.attachmentId })
      .from(identityFiles)
      .leftJoin(appealEvidence, eq(appealEvidence.attachmentId, identityFiles.attachmentId))
      .leftJoin(appeals, eq(appeals.id, appealEvidence.appealId))
      .where(
        and(
          isNull(identityFiles.removedAt),
          overSince(before),
          one === undefined ? undefined : eq(identityFiles.attachmentId, one),
        ),
      )
      .orderBy(asc(identityFiles.storedAt))
      .limit(FILES_A_RUN);
  let removed = 0;
  for (const { attachmentId } of await over(db)) {
    removed += await transact(async (tx) => {
      // A second look may have been asked for in between.
      if ((await over(tx, attachmentId)).length === 0) return 0;
      await tx
        .update(appealEvidence)
        .set({ state: "erased" })
        .where(and(eq(appealEvidence.attachmentId, attachmentId), eq(appealEvidence.state, "given")));
      await removeIdentity(tx, ctx, attachmentId, "expired");
      return 1;
    });
  }
  return removed;
}

/** Decided before then and not open again; or never part of an appeal and as old. */
const overSince = (before: Date) =>
  or(
    and(isNull(appeals.id), lte(identityFiles.storedAt, before)),
    and(
      isNotNull(appeals.decidedAt),
      lte(appeals.decidedAt, before),
      inArray(appeals.state, ["passed", "denied", "closed"]),
    ),
  );

/** Until when a document is kept; null while nothing is decided. */
export function keptUntil(row: { state: string; decidedAt: Date | null }, identityDays: number): Date | null {
  const open = (openAppealStates as readonly string[]).includes(row.state);
  return open || row.decidedAt === null ? null : new Date(row.decidedAt.getTime() + identityDays * DAY_MS);
}

/** The job: what is over is removed, and what is removed is erased. */
export async function retireIdentity(ctx: Ctx): Promise<{ removed: number; erased: number }> {
  const removed = await expireIdentity(ctx);
  return { removed, erased: await eraseRemoved(ctx) };
}
