import { and, count, eq } from "drizzle-orm";
import type { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { packVersions } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { contentOf } from "../pack/index.ts";
import type { PackContent } from "../pack/schema.ts";
import { anyPack, runningVersion } from "./list.ts";
import { checkedContent, findPack, type PackRow, summaryOf } from "./rows.ts";
import { MAX_DRAFTS, type PackOrigin, type PackSummary, saveDraftSchema } from "./schemas.ts";
import { settledPack } from "./settle.ts";

/**
 * Starts a draft from a version or from content, or saves another state of one. Content with an error is refused whole.
 * @throws DomainError 422 PACK_INVALID with a line for each problem, 404 PACK_NOT_FOUND, 409 DRAFT_CHANGED, PACK_NOT_DRAFT,
 * TOO_MANY_DRAFTS
 */
export async function savePackDraft({
  ctx,
  input,
  origin = "people",
}: {
  ctx: Ctx;
  input: z.input<typeof saveDraftSchema>;
  origin?: PackOrigin;
}): Promise<PackSummary> {
  const granted = authorize(ctx, "packs:write");
  const call = saveDraftSchema.parse(input);
  const base = call.base ?? (await runningVersion(ctx.tx ?? db));
  const raw = call.content ?? (call.id ? undefined : contentOf(await anyPack(ctx.tx ?? db, base)));
  const checked = raw === undefined ? undefined : checkedContent(raw);
  const unit = async (tx: Tx) => {
    await settledPack(tx, ctx.clock);
    const row = call.id
      ? await change(tx, granted, call.id, { ...call, checked })
      : await create(tx, granted, { base, note: call.note, checked, origin });
    return summaryOf(row, await runningVersion(tx));
  };
  return ctx.tx ? unit(ctx.tx) : transact(unit, { serializeOn: "packs" });
}

type CheckedContent = { content: PackContent; version: string } | undefined;

async function create(
  tx: Tx,
  ctx: Ctx,
  of: { base: string; note: string; checked: CheckedContent; origin: PackOrigin },
): Promise<PackRow> {
  if (!of.checked) throw notFound("PACK");
  const [drafts] = await tx.select({ n: count() }).from(packVersions).where(eq(packVersions.state, "draft"));
  if (Number(drafts?.n ?? 0) >= MAX_DRAFTS)
    throw conflict("TOO_MANY_DRAFTS", "There are too many drafts: discard some first.");
  const now = ctx.clock.now();
  const { actor } = ctx;
  const row = {
    id: newId(),
    version: of.checked.version,
    state: "draft" as const,
    origin: of.origin,
    base: of.base,
    note: of.note,
    content: of.checked.content,
    report: null,
    revision: 1,
    authorId: actor.id,
    authorName: actor.name,
    editors: [actor.id],
    createdAt: now,
    updatedAt: now,
  };
  const [made] = await tx.insert(packVersions).values(row).returning();
  await audit(tx, ctx, "pack.draft_created", row.id, { version: row.version, base: of.base });
  return made as PackRow;
}

async function change(
  tx: Tx,
  ctx: Ctx,
  id: string,
  call: { revision?: number | undefined; note: string; checked: CheckedContent },
): Promise<PackRow> {
  const row = await openDraft(tx, id, call.revision);
  const version = call.checked?.version ?? row.version;
  const [saved] = await tx
    .update(packVersions)
    .set({
      note: call.note,
      version,
      ...(call.checked ? { content: call.checked.content } : {}),
      editors: [...new Set([...row.editors, ctx.actor.id])],
      revision: row.revision + 1,
      updatedAt: ctx.clock.now(),
    })
    .where(eq(packVersions.id, id))
    .returning();
  await audit(tx, ctx, "pack.draft_saved", id, { before: row.version, version });
  return saved as PackRow;
}

/** A draft as it was when its editor read it. @throws DomainError 404 PACK_NOT_FOUND, 409 PACK_NOT_DRAFT, DRAFT_CHANGED */
export async function openDraft(tx: Tx, id: string, revision: number | undefined): Promise<PackRow> {
  const row = await findPack(tx, id);
  if (row.state !== "draft")
    throw conflict("PACK_NOT_DRAFT", "This version can no longer be changed: start a draft from it.");
  if (revision !== undefined && revision !== row.revision) {
    throw conflict("DRAFT_CHANGED", "Somebody else saved this draft meanwhile.", {
      details: { revision: row.revision },
    });
  }
  return row;
}

/** Throws a draft away. @throws DomainError 404 PACK_NOT_FOUND, 409 PACK_NOT_DRAFT */
export async function discardPackDraft({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<void> {
  const granted = authorize(ctx, "packs:write");
  const unit = async (tx: Tx) => {
    const row = await openDraft(tx, input.id, undefined);
    await tx.delete(packVersions).where(and(eq(packVersions.id, row.id), eq(packVersions.state, "draft")));
    await audit(tx, granted, "pack.draft_discarded", row.id, { version: row.version });
  };
  await (ctx.tx ? unit(ctx.tx) : transact(unit, { serializeOn: "packs" }));
}

const audit = (tx: Tx, ctx: Ctx, action: string, id: string, data: Record<string, unknown>) =>
  appendAudit(tx, ctx, { action, subject: `pack-draft:${id}`, data });
