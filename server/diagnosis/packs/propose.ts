import { and, eq, ne } from "drizzle-orm";
import type { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { packVersions } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import { openDraft, savePackDraft } from "./drafts.ts";
import { runningVersion } from "./list.ts";
import { runForSafety } from "./measure.ts";
import { findPack, type PackRow, packOfRow, refuse, summaryOf } from "./rows.ts";
import { type PackSummary, proposalSchema, type SafetyRun } from "./schemas.ts";
import { settledPack } from "./settle.ts";

type Call = z.output<typeof proposalSchema>;

/**
 * Puts a version before a second person: a draft, content sent as it is, or an earlier version (a way back). From here on it cannot
 * be changed. The corpus is run first, and advice that would harm refuses it.
 * @throws DomainError 422 PACK_INVALID with a line for each problem, 404 PACK_NOT_FOUND, 409 DRAFT_CHANGED, PACK_UNCHANGED,
 * PACK_PROPOSED
 */
export async function proposePack({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof proposalSchema>;
}): Promise<PackSummary> {
  const granted = authorize(ctx, "packs:write");
  const call = await stored(ctx, proposalSchema.parse(input));
  const before = await findPack(db, "draft" in call ? call.draft : call.version);
  const { run, problems } = await runForSafety(packOfRow(before));
  if (problems.length > 0) refuse(problems);
  return transact(
    async (tx) => {
      await settledPack(tx, ctx.clock);
      const row = "draft" in call ? await openDraft(tx, call.draft, call.revision) : await findPack(tx, call.version);
      return summaryOf(await propose(tx, granted, row, run, call.note), await runningVersion(tx));
    },
    { serializeOn: "packs" },
  );
}

/** Content that was sent becomes a draft first, so that there is one way to everything after it. */
async function stored(ctx: Ctx, call: Call): Promise<Exclude<Call, { content?: unknown }>> {
  if (!("content" in call)) return call as Exclude<Call, { content?: unknown }>;
  const { id, revision } = await savePackDraft({ ctx, input: { content: call.content, note: call.note } });
  return { draft: id, revision };
}

async function propose(tx: Tx, ctx: Ctx, row: PackRow, run: SafetyRun, note: string | undefined): Promise<PackRow> {
  if (row.version === (await runningVersion(tx))) {
    throw conflict("PACK_UNCHANGED", "This is what runs already.", { details: { version: row.version } });
  }
  if (row.state === "proposed") throw alreadyProposed(row.version);
  let target = row;
  if (row.state === "draft") {
    const [same] = await tx
      .select()
      .from(packVersions)
      .where(and(eq(packVersions.version, row.version), ne(packVersions.state, "draft")));
    if (same?.state === "proposed") throw alreadyProposed(row.version);
    // The draft came out as a version that was here before: it is the one that goes on.
    if (same) {
      await tx.delete(packVersions).where(eq(packVersions.id, row.id));
      target = same;
    }
  }
  const [proposed] = await tx
    .update(packVersions)
    .set({
      state: "proposed",
      report: run,
      proposedById: ctx.actor.id,
      proposedByName: ctx.actor.name,
      proposedAt: ctx.clock.now(),
      updatedAt: ctx.clock.now(),
      ...(note === undefined ? {} : { note }),
    })
    .where(eq(packVersions.id, target.id))
    .returning();
  await appendAudit(tx, ctx, {
    action: "pack.proposed",
    subject: `pack:${target.version}`,
    data: { version: target.version, again: target.publishedAt !== null },
  });
  return proposed as PackRow;
}

const alreadyProposed = (version: string) =>
  conflict("PACK_PROPOSED", "This version waits for a second person already.", { details: { version } });
