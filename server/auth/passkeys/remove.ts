import { and, eq } from "drizzle-orm";
import { transact } from "#db/client.ts";
import { passkeys, user } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { type Ctx, requireFresh } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { ownerOf } from "./list.ts";

/**
 * Removes one of the caller's own passkeys: it opens nothing any more. It takes a second factor shown of late.
 * @param input `evenIfLast` for the one after which the account has no second factor left, so that this never happens unnoticed
 * @throws DomainError 403 FORBIDDEN for others than staff, SECOND_FACTOR_REQUIRED, 404 PASSKEY_NOT_FOUND also for somebody else's,
 * 409 LAST_SECOND_FACTOR
 */
export async function removePasskey({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; evenIfLast?: boolean | undefined };
}): Promise<void> {
  const userId = ownerOf(ctx);
  requireFresh(ctx);
  await transact(
    async (tx) => {
      const kept = await tx.select({ id: passkeys.id }).from(passkeys).where(eq(passkeys.userId, userId));
      if (!kept.some(({ id }) => id === input.id)) throw notFound("PASSKEY");
      const [person] = await tx.select({ app: user.twoFactorEnabled }).from(user).where(eq(user.id, userId));
      if (kept.length === 1 && person?.app !== true && !input.evenIfLast)
        throw conflict("LAST_SECOND_FACTOR", "This is the account's only second factor.");
      await tx.delete(passkeys).where(and(eq(passkeys.id, input.id), eq(passkeys.userId, userId)));
      const data = { passkey: input.id, left: kept.length - 1 };
      await appendAudit(tx, ctx, { action: "staff.passkey_removed", subject: `staff:${userId}`, data });
    },
    { serializeOn: "auth" },
  );
}
