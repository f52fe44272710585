import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/client.ts";
import { macroVersions } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { findMacro, type MacroRow, macrosOf } from "./macro-rows.ts";
import type { Macro } from "./schemas.ts";

const MAX_VERSIONS = 50;

/**
 * The macros that the caller may use: everybody's and their own.
 * @throws DomainError 403 FORBIDDEN
 */
export async function listMacros({ ctx }: { ctx: Ctx }): Promise<{ items: Macro[] }> {
  authorize(ctx, "tickets:read");
  return { items: (await macrosOf(ctx.tx ?? db, ctx.actor.id)).map(macroView) };
}

const inputSchema = z.object({ id: z.string().min(1).max(64) });

/**
 * What a macro said at a time, the newest first.
 * @throws DomainError 403 FORBIDDEN, 404 MACRO_NOT_FOUND
 */
export async function macroHistory({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }) {
  authorize(ctx, "tickets:read");
  const { id } = inputSchema.parse(input);
  const reader = ctx.tx ?? db;
  await findMacro(reader, id, ctx.actor.id);
  const rows = await reader
    .select()
    .from(macroVersions)
    .where(eq(macroVersions.macroId, id))
    .orderBy(desc(macroVersions.version))
    .limit(MAX_VERSIONS);
  return {
    items: rows.map(({ version, byName, at, content }) => ({ version, by: byName, at: at.toISOString(), content })),
  };
}

const macroView = ({ id, ownerId, version, uses, updatedAt, content }: MacroRow): Macro => ({
  ...content,
  ...{ id, shared: ownerId === null, version, uses },
  updatedAt: updatedAt.toISOString(),
});
