import { eq } from "drizzle-orm";
import { z } from "zod";
import { db, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { invitations } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { systemClock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { conflict, DomainError, tooManyRequests } from "#server/core/errors.ts";
import { newId, sha256Hex } from "#server/core/ids.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { insertStaff } from "./create-staff.ts";
import { openInvitation } from "./invitations.ts";
import { attemptSucceeded, beginAttempt } from "./lockout.ts";
import { assertPassword } from "./password.ts";
import { hashPassword } from "./password-hash.ts";
import { answer, boundedJson } from "./request.ts";
import { PASSWORD_MAX, PASSWORD_MIN } from "./schemas.ts";

const tokenSchema = z.string().trim().min(1).max(200);
const acceptSchema = z.object({
  token: tokenSchema,
  name: z.string().trim().min(1).max(80),
  password: z.string().min(PASSWORD_MIN).max(PASSWORD_MAX),
});

const badInvitation = () =>
  new DomainError(401, "BAD_INVITATION", "This invitation is wrong, was used or taken back, or is too old.");

/**
 * Makes the account that an invitation is for, with its email and role; the link counts no more.
 * @throws DomainError 401 BAD_INVITATION whatever is wrong with the link, 409 EMAIL_TAKEN, 422 PASSWORD_IS_EMAIL, PASSWORD_COMMON; ZodError
 */
export async function acceptInvitation({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof acceptSchema>;
}): Promise<{ id: string; email: string; name: string; role: StaffRole }> {
  const { token, name, password } = acceptSchema.parse(input);
  const now = ctx.clock.now();
  const found = await openInvitation(db, token, now);
  if (!found) throw badInvitation();
  assertPassword(password, found.email);
  // Hashing is slow on purpose, so it happens before the transaction begins.
  const hash = await hashPassword(password);
  const id = newId();
  const { email, role } = found;
  try {
    await transact(
      async (tx) => {
        const still = await openInvitation(tx, token, now);
        if (!still) throw badInvitation();
        await insertStaff(tx, { id, name, email, role, hash, now });
        await tx.update(invitations).set({ acceptedAt: now, userId: id }).where(eq(invitations.id, still.id));
        const data = { email, role, invitation: still.id, invitedBy: still.invitedById };
        await appendAudit(tx, ctx, { action: "staff.joined", subject: `staff:${id}`, data });
      },
      { serializeOn: "auth" },
    );
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict("EMAIL_TAKEN", "There is already an account with this email.");
    throw error;
  }
  return { id, email, name, role };
}

/** Counts by address and by link, before anything is looked up. */
async function throttled<T>(token: string, address: string, work: () => Promise<T>): Promise<T> {
  const subject = `invitation:${sha256Hex(token)}`;
  // Guesses at links are many links from one address: these are counted together, and keep nobody else out.
  const guesser = `invitation-guesses:${address}`;
  const guesses = await beginAttempt(guesser, address);
  const attempt = guesses.allowed ? await beginAttempt(subject, address) : guesses;
  if (!attempt.allowed) throw tooManyRequests(attempt.retryAfterS);
  const done = await work();
  await attemptSucceeded(subject, address);
  await attemptSucceeded(guesser, address);
  return done;
}

/** `POST /api/auth/invitation/look`: what a link is for. @returns `{ email, role, invitedBy }` */
export async function lookAtInvitation(request: Request, address: string): Promise<Response> {
  const parsed = z.object({ token: tokenSchema }).safeParse(await boundedJson(request));
  if (!parsed.success) throw new DomainError(400, "BAD_REQUEST", "Send the token as JSON.");
  const { token } = parsed.data;
  const found = await throttled(token, address, async () => {
    const row = await openInvitation(db, token, systemClock.now());
    if (!row) throw badInvitation();
    return row;
  });
  return answer({ email: found.email, role: found.role, invitedBy: found.invitedByName });
}

/** `POST /api/auth/invitation`: the account is made. @returns `{ user: { id, name, role } }`; signing in is the next step */
export async function acceptDoor(request: Request, address: string): Promise<Response> {
  const parsed = acceptSchema.safeParse(await boundedJson(request));
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
    throw new DomainError(400, "BAD_REQUEST", "Send token, name and password as JSON.", { errors });
  }
  const ctx = systemContext("invitation", systemClock);
  const made = await throttled(parsed.data.token, address, () => acceptInvitation({ ctx, input: parsed.data }));
  return answer({ user: { id: made.id, name: made.name, role: made.role } });
}
