import { appendAudit } from "#server/audit/index.ts";
import { giveUpSecondFactors } from "#server/auth/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { loadDataSecret, WrongSecret } from "#server/core/data-secret.ts";
import { conflict } from "#server/core/errors.ts";
import { addKey, underNewSecret, vkeyOfRow } from "#server/evidence/index.ts";
import { isJobLoopAlive } from "#server/jobs/index.ts";

/**
 * For an installation whose APP_SECRET is lost, or may be known to somebody: gives up the database's own secret and makes another.
 * Everybody is signed out and sets up their authenticator anew, links that were given out open nothing, hashes of before equal none.
 * The evidence log goes on with a new key; its entries of before are vouched for as they stand now, by an audit row with their
 * root. What else was sealed stays as it is; where the secret is lost, unread.
 * No server may run beside it: it would go on with the secret that is given up. What was cut off is simply run again.
 * @param input.leaked true where the secret is not lost: otherwise only a lost one is given up
 * @returns how many authenticator apps went
 * @throws DomainError 409 SECRET_NOT_LOST while the secrets that are set open it; SERVER_RUNNING where jobs run, or ran a moment ago
 */
export async function beginSecretsAnew({
  ctx,
  input: { leaked = false } = {},
}: {
  ctx: Ctx;
  input?: { leaked?: boolean };
}): Promise<{ secondFactors: number }> {
  const allowed = authorize(ctx, "admin");
  if (await isJobLoopAlive(ctx.clock))
    throw conflict("SERVER_RUNNING", "A server or worker runs. Stop all of them, and call this half a minute later.");
  if (!leaked && !(await isLost()))
    throw conflict("SECRET_NOT_LOST", "APP_SECRET opens what is in this database: nothing has to be given up.");
  return underNewSecret(ctx.clock, async (tx, vouched) => {
    const now = ctx.clock.now();
    const secondFactors = await giveUpSecondFactors(tx, now);
    // Who knew APP_SECRET could sign heads. The next one bears both signatures, and the key of before is gone then.
    const newKey = leaked && vouched.evidence ? vkeyOfRow(await addKey(tx, now)) : null;
    const data = { leaked, secondFactors, ...vouched, ...(newKey && { newKey }) };
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
