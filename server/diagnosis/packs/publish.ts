import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { packRunning, packVersions } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx, may } from "#server/core/context.ts";
import { conflict, DomainError, forbidden } from "#server/core/errors.ts";
import { emit } from "#server/jobs/outbox.ts";
import { diffPacks } from "./diff.ts";
import { runningVersion } from "./list.ts";
import { runForSafety } from "./measure.ts";
import { RUNNING, usablePack } from "./read.ts";
import { findPack, type PackRow, packOfRow, refuse, summaryOf } from "./rows.ts";
import { declineSchema, type PackSummary, publicationSchema } from "./schemas.ts";
import { settledPack } from "./settle.ts";

/**
 * Makes a proposed version the one that new runs get. The publisher had no hand in it and did not propose it, and confirms by hash
 * the change that they looked at. Old runs go on with their own versions.
 * @throws DomainError 403 SAME_ACTOR, 404 PACK_NOT_FOUND, 409 PACK_NOT_PROPOSED, 409 DIFF_CHANGED with the present hash,
 * 422 PACK_INVALID when this release finds errors in it
 */
export async function publishPack({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof publicationSchema> & { version: string };
}): Promise<PackSummary> {
  const granted = authorize(ctx, "packs:publish");
  const { diffHash } = publicationSchema.parse(input);
  const before = await findPack(db, input.version);
  requireProposed(before);
  requireSecondPerson(ctx, before);
  const { problems } = await runForSafety(packOfRow(before));
  if (problems.length > 0) refuse(problems);
  return transact(
    async (tx) => {
      await settledPack(tx, ctx.clock);
      return publish(tx, granted, await findPack(tx, input.version), diffHash);
    },
    { serializeOn: "packs" },
  );
}

async function publish(tx: Tx, ctx: Ctx, row: PackRow, diffHash: string): Promise<PackSummary> {
  requireProposed(row);
  requireSecondPerson(ctx, row);
  const running = await runningVersion(tx);
  const { hash } = diffPacks(await usablePack(tx, running), packOfRow(row));
  if (hash !== diffHash) {
    throw conflict("DIFF_CHANGED", "What publishing would change is not what you looked at.", { details: { hash } });
  }
  const now = ctx.clock.now();
  await tx
    .update(packVersions)
    .set({ state: "retired", retiredAt: now, updatedAt: now })
    .where(and(eq(packVersions.version, running), eq(packVersions.state, "published")));
  const by = { publishedById: ctx.actor.id, publishedByName: ctx.actor.name, publishedAt: now };
  const [published] = await tx
    .update(packVersions)
    .set({ state: "published", retiredAt: null, updatedAt: now, ...by })
    .where(eq(packVersions.id, row.id))
    .returning();
  await tx.update(packRunning).set({ version: row.version, since: now }).where(eq(packRunning.id, RUNNING));
  const subject = `pack:${row.version}`;
  await appendAudit(tx, ctx, {
    action: "pack.published",
    subject,
    data: { version: row.version, before: running, diffHash, proposedBy: row.proposedById },
  });
  await emit(tx, ctx.clock, { topic: "pack.published", subject, payload: { version: row.version, before: running } });
  return summaryOf(published as PackRow, row.version);
}

/**
 * Says no to a proposal, or takes one's own back. It stays on file as retired.
 * @throws DomainError 403 FORBIDDEN, 404 PACK_NOT_FOUND, 409 PACK_NOT_PROPOSED
 */
export async function declinePack({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof declineSchema> & { version: string };
}): Promise<PackSummary> {
  const granted = authorize(ctx, "packs:write");
  const { note } = declineSchema.parse(input);
  return transact(
    async (tx) => {
      const row = await findPack(tx, input.version);
      requireProposed(row);
      const own = row.proposedById === ctx.actor.id;
      if (!own && !may(ctx.actor, "packs:publish")) throw forbidden("Only a publisher declines what others propose.");
      const now = ctx.clock.now();
      const [declined] = await tx
        .update(packVersions)
        .set({ state: "retired", retiredAt: now, updatedAt: now })
        .where(eq(packVersions.id, row.id))
        .returning();
      const data = { version: row.version, note, own };
      await appendAudit(tx, granted, { action: "pack.declined", subject: `pack:${row.version}`, data });
      return summaryOf(declined as PackRow, await runningVersion(tx));
    },
    { serializeOn: "packs" },
  );
}

function requireProposed(row: PackRow): void {
  if (row.state === "proposed") return;
  throw conflict("PACK_NOT_PROPOSED", "Only a proposed version can be published or declined.", {
    details: { state: row.state },
  });
}

function requireSecondPerson({ actor }: Ctx, row: PackRow): void {
  if (!row.editors.includes(actor.id) && row.proposedById !== actor.id) return;
  throw new DomainError(403, "SAME_ACTOR", "Somebody else must publish what you wrote or proposed.");
}
