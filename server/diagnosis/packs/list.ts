import { and, desc, eq, lt, or } from "drizzle-orm";
import type { z } from "zod";
import { type Db, db } from "#db/client.ts";
import { packVersions } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { forbidden, invalid, unauthenticated } from "#server/core/errors.ts";
import { pack as builtIn } from "../pack/index.ts";
import type { Pack } from "../pack/schema.ts";
import { diffPacks } from "./diff.ts";
import { runningRow, usablePack } from "./read.ts";
import { findPack, packOfRow, summaryColumns, summaryOf } from "./rows.ts";
import type { PackDetail, PackDiff, PackSummary, packListSchema } from "./schemas.ts";
import { registerBuiltIn } from "./settle.ts";

/** Packs hold what any member of staff may read, and no customer: they tell how we judge. */
export function requireKeeper({ actor }: Ctx): void {
  if (actor.kind === "customer") throw unauthenticated();
  if (actor.kind === "platform" || actor.kind === "gateway") throw forbidden();
}

/** The version that new runs get. */
export const runningVersion = async (reader: Db): Promise<string> =>
  (await runningRow(reader))?.version ?? builtIn.version;

/**
 * The versions there are, newest first.
 * @throws DomainError 422 BAD_CURSOR
 */
export async function listPacks({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.output<typeof packListSchema>;
}): Promise<{ items: PackSummary[]; nextCursor: string | null }> {
  requireKeeper(ctx);
  await registerBuiltIn(ctx.clock);
  const after = input.cursor === undefined ? undefined : cursorOf(input.cursor);
  const rows = await db
    .select(summaryColumns)
    .from(packVersions)
    .where(
      after &&
        or(
          lt(packVersions.createdAt, after.at),
          and(eq(packVersions.createdAt, after.at), lt(packVersions.id, after.id)),
        ),
    )
    .orderBy(desc(packVersions.createdAt), desc(packVersions.id))
    .limit(input.limit + 1);
  const running = await runningVersion(db);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  const nextCursor = rows.length > input.limit && last ? `${last.createdAt.getTime()}.${last.id}` : null;
  return { items: page.map((row) => summaryOf(row, running)), nextCursor };
}

function cursorOf(cursor: string): { at: Date; id: string } {
  const [ms = "", id] = cursor.split(".");
  if (!/^\d{1,15}$/.test(ms) || !id) {
    throw invalid("BAD_CURSOR", "This cursor is not one of ours.", {
      errors: [{ path: "cursor", message: "Unknown" }],
    });
  }
  return { at: new Date(Number(ms)), id };
}

/**
 * A version with its content and what publishing it would change. `running` names the one that runs.
 * @throws DomainError 404 PACK_NOT_FOUND, 422 PACK_INVALID when this release cannot read it
 */
export async function getPack({ ctx, input }: { ctx: Ctx; input: { version: string } }): Promise<PackDetail> {
  requireKeeper(ctx);
  await registerBuiltIn(ctx.clock);
  const running = await runningVersion(db);
  const row = await findPack(db, input.version === "running" ? running : input.version);
  const content = row.content as PackDetail["content"];
  return { ...summaryOf(row, running), content, diff: diffPacks(await usablePack(db, running), packOfRow(row)) };
}

/** Any version or draft as the engine takes it. @throws DomainError 404 PACK_NOT_FOUND */
export async function anyPack(reader: Db, key: string): Promise<Pack> {
  const running = await runningVersion(reader);
  if (key === "running" || key === running) return usablePack(reader, running);
  return packOfRow(await findPack(reader, key));
}

/** What is different between any two versions. @throws DomainError 404 PACK_NOT_FOUND */
export async function comparePacks({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { from: string; to: string };
}): Promise<PackDiff> {
  requireKeeper(ctx);
  return diffPacks(await anyPack(db, input.from), await anyPack(db, input.to));
}
