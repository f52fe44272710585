import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { transact } from "#db/client.ts";
import { passkeys } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { type PasskeyView, renamePasskeySchema } from "../schemas.ts";
import { ownerOf, viewOf } from "./list.ts";

/**
 * Calls one of the caller's own passkeys something else.
 * @throws DomainError 403 FORBIDDEN for others than staff, 404 PASSKEY_NOT_FOUND also for somebody else's; ZodError
 */
export async function renamePasskey({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof renamePasskeySchema> & { id: string };
}): Promise<PasskeyView> {
  const userId = ownerOf(ctx);
  const { name } = renamePasskeySchema.parse(input);
  return transact(async (tx) => {
    const mine = and(eq(passkeys.id, input.id), eq(passkeys.userId, userId));
    const [row] = await tx.update(passkeys).set({ name }).where(mine).returning();
    if (!row) throw notFound("PASSKEY");
    const data = { passkey: row.id, name };
    await appendAudit(tx, ctx, { action: "staff.passkey_renamed", subject: `staff:${userId}`, data });
    return viewOf(row);
  });
}
