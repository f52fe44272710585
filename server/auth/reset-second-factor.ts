import { eq } from "drizzle-orm";
import { transact } from "#db/client.ts";
import { passkeys, session, twoFactor, usedCodes, user } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { notOneself } from "./people.ts";
import { closeWaysIn } from "./ways-in.ts";

/**
 * Takes the authenticator app, the recovery codes and the passkeys off an account whose owner lost them, ends its sessions and takes back the
 * invitations that were sent from it; the person
 * signs in by password and sets up a new app. Nobody does this for themselves alone: it takes an admin with a factor of late.
 * @param input `email` or `userId`
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 404 STAFF_NOT_FOUND, 409 OWN_ACCOUNT
 */
export async function resetSecondFactor({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { userId: string } | { email: string };
}): Promise<{ id: string; sessions: number }> {
  const allowed = authorize(ctx, "admin");
  const which = "userId" in input ? eq(user.id, input.userId) : eq(user.email, input.email.trim().toLowerCase());
  return transact(
    async (tx) => {
      const [person] = await tx
        .update(user)
        .set({ twoFactorEnabled: false, updatedAt: ctx.clock.now() })
        .where(which)
        .returning({ id: user.id });
      if (!person) throw notFound("STAFF");
      notOneself(ctx, person.id);
      await tx.delete(twoFactor).where(eq(twoFactor.userId, person.id));
      // A passkey may be on the device that was lost; left alone, it would also keep the person from setting up anew by password.
      const gone = await tx.delete(passkeys).where(eq(passkeys.userId, person.id)).returning({ id: passkeys.id });
      await tx.delete(usedCodes).where(eq(usedCodes.userId, person.id));
      const ended = await tx.delete(session).where(eq(session.userId, person.id)).returning({ id: session.id });
      const invitations = await closeWaysIn(tx, person.id, ctx.clock.now());
      await appendAudit(tx, allowed, {
        action: "staff.second_factor_reset",
        subject: `staff:${person.id}`,
        data: { sessions: ended.length, passkeys: gone.length, invitations },
      });
      return { id: person.id, sessions: ended.length };
    },
    { serializeOn: "auth" },
  );
}
