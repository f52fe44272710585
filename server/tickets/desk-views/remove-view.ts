import { eq } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { deskViews } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { findView } from "./access.ts";
import { begin, tell } from "./save-view.ts";

const inputSchema = z.object({ id: z.string().min(1).max(64) });

/**
 * Takes a saved list away; its tickets stay.
 * @throws DomainError 403 FORBIDDEN for everybody's list without `desk:manage`, 404 VIEW_NOT_FOUND
 */
export async function removeView({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }) {
  authorize(ctx, "tickets:read");
  const { id } = inputSchema.parse(input);
  const work = async (tx: Tx) => {
    const row = await findView(tx, id, ctx.actor.id);
    if (row.ownerId === null) authorize(ctx, "desk:manage");
    const deletedAt = ctx.clock.now();
    await tx.update(deskViews).set({ deletedAt }).where(eq(deskViews.id, id));
    await begin(tx, ctx, id);
    await tell(tx, ctx, "view.removed", row);
    return { id };
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: "desk:views" });
}
