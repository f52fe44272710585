import { type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { account, user } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import { newId, newSecret } from "#server/core/ids.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { assertPassword } from "./password.ts";
import { hashPassword } from "./password-hash.ts";
import { type CreateStaffInput, createStaffSchema } from "./schemas.ts";

export type CreatedStaff = {
  id: string;
  email: string;
  name: string;
  role: StaffRole;
  /** Only when none was given: shown once, kept nowhere. */
  generatedPassword?: string;
};

/**
 * Makes a staff account that signs in with email and password. There is no public sign-up: this is the only way in.
 * @throws DomainError 403 FORBIDDEN, 409 EMAIL_TAKEN, 422 PASSWORD_IS_EMAIL, PASSWORD_COMMON; ZodError on bad input
 */
export async function createStaff({ ctx, input }: { ctx: Ctx; input: CreateStaffInput }): Promise<CreatedStaff> {
  const allowed = authorize(ctx, "admin");
  const { email, role, name = email.split("@")[0] ?? email, password } = createStaffSchema.parse(input);
  if (password !== undefined) assertPassword(password, email);
  const generatedPassword = password === undefined ? newSecret(16) : undefined;
  // Hashing is slow on purpose, so it happens before the transaction begins.
  const hash = await hashPassword(password ?? generatedPassword ?? newSecret());
  const id = newId();
  const now = ctx.clock.now();
  try {
    await transact(async (tx) => {
      await insertStaff(tx, { id, name, email, role, hash, now });
      await appendAudit(tx, allowed, { action: "staff.created", subject: `staff:${id}`, data: { email, role } });
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict("EMAIL_TAKEN", "There is already an account with this email.");
    throw error;
  }
  return { id, email, name, role, ...(generatedPassword === undefined ? {} : { generatedPassword }) };
}

type NewStaff = { id: string; name: string; email: string; role: StaffRole; hash: string; now: Date };

/** Writes an account that signs in by password. @param person with the password's hash */
export async function insertStaff(tx: Tx, { id, name, email, role, hash, now }: NewStaff): Promise<void> {
  const stamps = { createdAt: now, updatedAt: now };
  await tx.insert(user).values({ id, name, email, emailVerified: true, image: null, role, ...stamps });
  const credential = { accountId: id, providerId: "credential", userId: id, password: hash };
  await tx.insert(account).values({ id: newId(), ...credential, ...stamps });
}
