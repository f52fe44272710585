import { eq } from "drizzle-orm";
import type { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { settings } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { type DeskPreferences, deskPreferencesSchema } from "./schemas.ts";

const keyOf = (ctx: Ctx) => `desk.person.${ctx.actor.id}`;

/**
 * How the caller wants to work at the desk.
 * @throws DomainError 403 FORBIDDEN
 */
export async function readPreferences({ ctx }: { ctx: Ctx }): Promise<DeskPreferences> {
  authorize(ctx, "tickets:read");
  const [row] = await (ctx.tx ?? db)
    .select({ value: settings.value })
    .from(settings)
    .where(eq(settings.key, keyOf(ctx)));
  return deskPreferencesSchema.parse(row?.value ?? {});
}

/**
 * Keeps how the caller wants to work, on every machine they sign in at.
 * @throws DomainError 403 FORBIDDEN
 */
export async function savePreferences({ ctx, input }: { ctx: Ctx; input: z.input<typeof deskPreferencesSchema> }) {
  authorize(ctx, "tickets:read");
  const value = deskPreferencesSchema.parse(input);
  const work = async (tx: Tx) => {
    const row = { value, version: 1, updatedAt: ctx.clock.now() };
    await tx
      .insert(settings)
      .values({ key: keyOf(ctx), ...row })
      .onConflictDoUpdate({ target: settings.key, set: row });
    await appendAudit(tx, ctx, { action: "preferences.saved", subject: `staff:${ctx.actor.id}`, data: value });
    return value;
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}
