import { eq } from "drizzle-orm";
import { transact } from "#db/client.ts";
import { session, user, verification } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { revokeInvitationsBy } from "./invitations.ts";
import { keepAnAdmin, notOneself, personIn } from "./people.ts";
import { type ChangeStaffInput, changeStaffSchema, type PersonView } from "./schemas.ts";

type Input = ChangeStaffInput & ({ userId: string } | { email: string });

/**
 * Gives a member of staff another role, shuts the account or opens it again. What changes ends every session of the account,
 * so that nobody goes on with what they were, and with the right to invite goes what they asked others for. The last admin who can sign in stays one, and nobody changes themselves.
 * @param input `userId` or `email`, and `role`, `disabled` or both; what is so already changes nothing
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 404 STAFF_NOT_FOUND, 409 LAST_ADMIN, OWN_ACCOUNT; ZodError
 */
export async function changeStaff({ ctx, input }: { ctx: Ctx; input: Input }): Promise<PersonView> {
  const allowed = authorize(ctx, "admin");
  const { role, disabled } = changeStaffSchema.parse(input);
  const which = "userId" in input ? eq(user.id, input.userId) : eq(user.email, input.email.trim().toLowerCase());
  const now = ctx.clock.now();
  return transact(
    async (tx) => {
      const [before] = await tx.select().from(user).where(which);
      if (!before) throw notFound("STAFF");
      const wasDisabled = before.disabledAt !== null;
      const after = { role: role ?? before.role, disabled: disabled ?? wasDisabled };
      const changes = after.role !== before.role || after.disabled !== wasDisabled;
      if (!changes) return personIn(tx, before.id, now);
      notOneself(ctx, before.id);
      const leaves = before.role === "admin" && !wasDisabled && (after.role !== "admin" || after.disabled);
      if (leaves) await keepAnAdmin(tx, before.id);
      const disabledAt = after.disabled ? (before.disabledAt ?? now) : null;
      await tx.update(user).set({ role: after.role, disabledAt, updatedAt: now }).where(eq(user.id, before.id));
      const ended = await tx.delete(session).where(eq(session.userId, before.id)).returning({ id: session.id });
      // A sign-in between its two steps is of who they were, too.
      await tx.delete(verification).where(eq(verification.value, before.id));
      // Who may let nobody in any more has let in nobody who has not come yet.
      const invitations = after.role === "admin" && !after.disabled ? 0 : await revokeInvitationsBy(tx, before.id, now);
      const shut = after.disabled ? "staff.disabled" : "staff.enabled";
      await appendAudit(tx, allowed, {
        action: after.disabled === wasDisabled ? "staff.role_changed" : shut,
        subject: `staff:${before.id}`,
        data: { from: { role: before.role, disabled: wasDisabled }, to: after, sessions: ended.length, invitations },
      });
      return personIn(tx, before.id, now);
    },
    { serializeOn: "auth" },
  );
}
