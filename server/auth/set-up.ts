import { and, count, eq, gt } from "drizzle-orm";
import { z } from "zod";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { setupTokens, user } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { systemClock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { DomainError, tooManyRequests } from "#server/core/errors.ts";
import { newId, newSecret, sha256Hex } from "#server/core/ids.ts";
import { insertStaff } from "./create-staff.ts";
import { attemptSucceeded, beginAttempt } from "./lockout.ts";
import { assertPassword } from "./password.ts";
import { hashPassword } from "./password-hash.ts";
import { answer, boundedJson } from "./request.ts";
import { createStaffSchema, PASSWORD_MAX, PASSWORD_MIN } from "./schemas.ts";

const TOKEN_MS = 24 * 3600_000;

const hasStaff = async (reader: Db | Tx): Promise<boolean> => {
  const [found] = await reader.select({ n: count() }).from(user);
  return Number(found?.n ?? 0) > 0;
};

/**
 * Makes the token that lets the first admin in, where there is no staff account yet. It counts once, for 24 hours, and any
 * made before counts no more.
 * @returns the token, to be printed and kept nowhere; null when somebody works here already
 */
export async function newSetupToken({ ctx }: { ctx: Ctx }): Promise<string | null> {
  if (await hasStaff(db)) return null;
  const token = newSecret(24);
  const now = ctx.clock.now();
  await transact(
    async (tx) => {
      await tx.delete(setupTokens);
      await tx
        .insert(setupTokens)
        .values({ tokenHash: sha256Hex(token), createdAt: now, expiresAt: new Date(now.getTime() + TOKEN_MS) });
      await appendAudit(tx, ctx, { action: "staff.setup_token_made", subject: "installation", data: {} });
    },
    { serializeOn: "auth" },
  );
  return token;
}

const setUpSchema = createStaffSchema.omit({ role: true }).extend({
  token: z.string().min(1).max(200),
  password: z.string().min(PASSWORD_MIN).max(PASSWORD_MAX),
});

/**
 * Makes the first admin, for whoever holds the token that was printed at the start.
 * @throws DomainError 401 BAD_SETUP_TOKEN for one that is wrong, used or old, and wherever there is staff already, 422
 * PASSWORD_IS_EMAIL, PASSWORD_COMMON; ZodError
 */
export async function setUpFirstAdmin({ ctx, input }: { ctx: Ctx; input: z.input<typeof setUpSchema> }) {
  const { token, email, password, name = email.split("@")[0] ?? email } = setUpSchema.parse(input);
  assertPassword(password, email);
  // Hashing is slow on purpose, so it happens before the transaction begins.
  const hash = await hashPassword(password);
  const id = newId();
  const now = ctx.clock.now();
  await transact(
    async (tx) => {
      const known = and(eq(setupTokens.tokenHash, sha256Hex(token)), gt(setupTokens.expiresAt, now));
      const used = await tx.delete(setupTokens).where(known).returning({ hash: setupTokens.tokenHash });
      if (used.length === 0 || (await hasStaff(tx))) {
        throw new DomainError(401, "BAD_SETUP_TOKEN", "This set-up link is wrong, was used or is too old.");
      }
      await insertStaff(tx, { id, name, email, role: "admin", hash, now });
      await appendAudit(tx, ctx, { action: "staff.set_up", subject: `staff:${id}`, data: { email, role: "admin" } });
    },
    { serializeOn: "auth" },
  );
  return { id, email, name, role: "admin" as const };
}

/** `POST /api/auth/set-up`: throttled by address. @returns `{ user: { id, name, role } }`; signing in is the next step */
export async function setUpDoor(request: Request, address: string): Promise<Response> {
  const parsed = setUpSchema.safeParse(await boundedJson(request));
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
    throw new DomainError(400, "BAD_REQUEST", "Send token, email and password as JSON.", { errors });
  }
  // By address, and by what is tried: a name for all would let strangers keep the true holder out.
  const subjects = [`set-up-guesses:${address}`, `set-up:${sha256Hex(parsed.data.token)}`];
  for (const subject of subjects) {
    const attempt = await beginAttempt(subject, address);
    if (!attempt.allowed) throw tooManyRequests(attempt.retryAfterS);
  }
  const { id, name, role } = await setUpFirstAdmin({
    ctx: systemContext("set-up", systemClock),
    input: parsed.data,
  });
  for (const subject of subjects) await attemptSucceeded(subject, address);
  return answer({ user: { id, name, role } });
}
