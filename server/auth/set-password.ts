import { and, eq } from "drizzle-orm";
import { transact } from "#db/client.ts";
import { account, session, user } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { newSecret } from "#server/core/ids.ts";
import { hashPassword } from "./password-hash.ts";
import { notOneself } from "./people.ts";
import { closeWaysIn } from "./ways-in.ts";

/**
 * Gives an account whose password was forgotten a new one that nobody chose, to be handed over and then changed. Its sessions
 * end, and the invitations that were sent from it; its second factor stays, so that the password alone opens nothing that moves money.
 * @returns the password: shown once, kept nowhere
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 404 STAFF_NOT_FOUND, 409 OWN_ACCOUNT
 */
export async function setPassword({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { email: string };
}): Promise<{ id: string; password: string; sessions: number }> {
  const allowed = authorize(ctx, "admin");
  const password = newSecret(16);
  const hash = await hashPassword(password);
  const now = ctx.clock.now();
  return transact(
    async (tx) => {
      const typed = eq(user.email, input.email.trim().toLowerCase());
      const [person] = await tx.select({ id: user.id }).from(user).where(typed);
      if (!person) throw notFound("STAFF");
      notOneself(ctx, person.id);
      await tx
        .update(account)
        .set({ password: hash, updatedAt: now })
        .where(and(eq(account.userId, person.id), eq(account.providerId, "credential")));
      const ended = await tx.delete(session).where(eq(session.userId, person.id)).returning({ id: session.id });
      const invitations = await closeWaysIn(tx, person.id, now);
      await appendAudit(tx, allowed, {
        action: "staff.password_set",
        subject: `staff:${person.id}`,
        data: { sessions: ended.length, invitations },
      });
      return { id: person.id, password, sessions: ended.length };
    },
    { serializeOn: "auth" },
  );
}
