import { eq } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { macros } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { findMacro } from "./macro-rows.ts";
import { tellMacro } from "./save-macro.ts";

const inputSchema = z.object({ id: z.string().min(1).max(64) });

/**
 * Takes a macro away; what was sent with it and what it said stay.
 * @throws DomainError 403 FORBIDDEN for everybody's macro without `desk:manage`, 404 MACRO_NOT_FOUND
 */
export async function removeMacro({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }) {
  authorize(ctx, "tickets:write");
  const { id } = inputSchema.parse(input);
  const work = async (tx: Tx) => {
    const row = await findMacro(tx, id, ctx.actor.id);
    if (row.ownerId === null) authorize(ctx, "desk:manage");
    await tx.update(macros).set({ deletedAt: ctx.clock.now() }).where(eq(macros.id, id));
    await tellMacro(tx, ctx, "macro.removed", row);
    return { id };
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: "desk:macros" });
}
