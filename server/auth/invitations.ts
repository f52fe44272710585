import { and, desc, eq, gt, isNull, lt, lte } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { invitations, user } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { newId, newSecret, sha256Hex } from "#server/core/ids.ts";
import { mailInvitation } from "./invitation-mail.ts";
import { type InvitationView, type InviteInput, inviteSchema, type NewInvitation } from "./schemas.ts";

const VALID_MS = 72 * 3600_000;
/** What has ended is kept this long to look at; the audit log keeps it for ever. */
const KEPT_MS = 90 * 24 * 3600_000;
const MAX_LISTED = 100;

type Row = typeof invitations.$inferSelect;

/** Open: neither used nor taken back. It may still be too old. */
export const isOpen = and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt));

function viewOf(row: Row, now: Date): InvitationView {
  const ended = row.acceptedAt ? "accepted" : row.revokedAt ? "revoked" : row.expiresAt <= now ? "expired" : "open";
  const { id, email, role, invitedByName } = row;
  const [createdAt, expiresAt] = [row.createdAt.toISOString(), row.expiresAt.toISOString()];
  return { id, email, role, state: ended, invitedBy: invitedByName, createdAt, expiresAt };
}

/**
 * Asks somebody to join: makes a link that opens one account, once, for 72 hours. It is mailed where mail is set up, and
 * returned this once for whoever invites to hand over; only its hash is kept.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 409 EMAIL_TAKEN, INVITATION_OPEN; ZodError
 */
export async function inviteStaff({ ctx, input }: { ctx: Ctx; input: InviteInput }): Promise<NewInvitation> {
  const allowed = authorize(ctx, "admin");
  const { email, role } = inviteSchema.parse(input);
  const [id, token, now] = [newId(), newSecret(24), ctx.clock.now()];
  const row: Row = {
    ...{ id, email, role, tokenHash: sha256Hex(token) },
    ...{ invitedById: ctx.actor.id, invitedByName: ctx.actor.name },
    ...{ createdAt: now, expiresAt: new Date(now.getTime() + VALID_MS) },
    ...{ acceptedAt: null, revokedAt: null, userId: null },
  };
  try {
    await transact(
      async (tx) => {
        const [taken] = await tx.select({ id: user.id }).from(user).where(eq(user.email, email));
        if (taken) throw conflict("EMAIL_TAKEN", "There is already an account with this email.");
        await tx.delete(invitations).where(lt(invitations.createdAt, new Date(now.getTime() - KEPT_MS)));
        const old = and(eq(invitations.email, email), isOpen, lte(invitations.expiresAt, now));
        await tx.update(invitations).set({ revokedAt: now }).where(old);
        await tx.insert(invitations).values(row);
        await appendAudit(tx, allowed, { action: "staff.invited", subject: `invitation:${id}`, data: { email, role } });
      },
      { serializeOn: "auth" },
    );
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict("INVITATION_OPEN", "This person has an invitation that is open.");
    throw error;
  }
  // Behind the `#`, which browsers send to no server and no log sees.
  const url = `${env().APP_URL}/staff/invitation#${token}`;
  const mailed = await mailInvitation({ id, email, role, invitedBy: ctx.actor.name, url });
  return { ...viewOf(row, now), url, mailed };
}

/**
 * The newest invitations, whatever became of them.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED
 */
export async function listInvitations({ ctx }: { ctx: Ctx }): Promise<InvitationView[]> {
  authorize(ctx, "admin");
  const order = [desc(invitations.createdAt), desc(invitations.id)] as const;
  const rows = await db
    .select()
    .from(invitations)
    .orderBy(...order)
    .limit(MAX_LISTED);
  return rows.map((row) => viewOf(row, ctx.clock.now()));
}

/**
 * Takes an invitation back; its link opens nothing any more.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 404 INVITATION_NOT_FOUND also when it has ended
 */
export async function revokeInvitation({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<InvitationView> {
  const allowed = authorize(ctx, "admin");
  const now = ctx.clock.now();
  return transact(
    async (tx) => {
      const [ended] = await tx
        .update(invitations)
        .set({ revokedAt: now })
        .where(and(eq(invitations.id, input.id), isOpen))
        .returning();
      if (!ended) throw notFound("INVITATION");
      await appendAudit(tx, allowed, {
        action: "staff.invitation_revoked",
        subject: `invitation:${input.id}`,
        data: {},
      });
      return viewOf(ended, now);
    },
    { serializeOn: "auth" },
  );
}

/** The invitation that a token opens, while it does. */
export async function openInvitation(reader: typeof db | Tx, token: string, now: Date): Promise<Row | undefined> {
  const known = and(eq(invitations.tokenHash, sha256Hex(token)), isOpen, gt(invitations.expiresAt, now));
  const [row] = await reader.select().from(invitations).where(known);
  return row;
}

/** Takes back what somebody asked others for who may ask no longer. @returns how many there were */
export async function revokeInvitationsBy(tx: Tx, invitedById: string, now: Date): Promise<number> {
  const theirs = and(eq(invitations.invitedById, invitedById), isOpen);
  const ended = await tx.update(invitations).set({ revokedAt: now }).where(theirs).returning({ id: invitations.id });
  return ended.length;
}
