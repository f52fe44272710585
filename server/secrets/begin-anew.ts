import { transact } from "#db/client.ts";
import { appendAudit } from "#server/audit/index.ts";
import { giveUpSecondFactors } from "#server/auth/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { loadDataSecret, replaceDataSecret, WrongSecret } from "#server/core/data-secret.ts";
import { conflict } from "#server/core/errors.ts";
import { vouchForLog } from "#server/evidence/index.ts";

/**
 * For an installation whose APP_SECRET is lost, or may be known to somebody: gives up the database's own secret and makes another.
 * Everybody is signed out and sets up their authenticator anew, links that were given out open nothing, hashes of before equal none.
 * The evidence log goes on with a new key; its entries of before are vouched for as they stand now, by an audit row with their
 * root. What else was sealed stays as it is; where the secret is lost, unread.
 * @param input.leaked true where the secret is not lost: otherwise only a lost one is given up
 * @returns how many authenticator apps went
 * @throws DomainError 409 SECRET_NOT_LOST while the secrets that are set open it
 */
export async function beginSecretsAnew({
  ctx,
  input: { leaked = false } = {},
}: {
  ctx: Ctx;
  input?: { leaked?: boolean };
}): Promise<{ secondFactors: number }> {
  const allowed = authorize(ctx, "admin");
  if (!leaked && !(await isLost()))
    throw conflict("SECRET_NOT_LOST", "APP_SECRET opens what is in this database: nothing has to be given up.");
  await replaceDataSecret();
  const vouched = await vouchForLog(ctx.clock);
  return transact(async (tx) => {
    const secondFactors = await giveUpSecondFactors(tx, ctx.clock.now());
    const data = { leaked, secondFactors, ...vouched };
    await appendAudit(tx, allowed, { action: "secrets.began_anew", subject: "secrets", data });
    return { secondFactors };
  });
}

function isLost(): Promise<boolean> {
  return loadDataSecret().then(
    () => false,
    (error: unknown) => {
      if (error instanceof WrongSecret) return true;
      throw error;
    },
  );
}
