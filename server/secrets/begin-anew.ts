import { transact } from "#db/client.ts";
import { sealedKeys } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { loadDataSecret, WrongSecret } from "#server/core/data-secret.ts";
import { conflict } from "#server/core/errors.ts";

/**
 * For an installation whose APP_SECRET is lost: gives up the database's own secret and makes another, so that the program starts again.
 * Everybody is signed out, links that were given out open nothing, hashes of before equal none, and entries of the evidence log
 * of before cannot be told from forged ones. What else was sealed stays as it is, unread.
 * @throws DomainError 409 SECRET_NOT_LOST while the secrets that are set open it
 */
export async function beginSecretsAnew({ ctx }: { ctx: Ctx }): Promise<void> {
  authorize(ctx, "admin");
  const lost = await loadDataSecret().then(
    () => false,
    (error: unknown) => {
      if (error instanceof WrongSecret) return true;
      throw error;
    },
  );
  if (!lost)
    throw conflict("SECRET_NOT_LOST", "APP_SECRET opens what is in this database: nothing has to be given up.");
  await transact((tx) => tx.delete(sealedKeys));
  await loadDataSecret();
  await transact((tx) => appendAudit(tx, ctx, { action: "secrets.began_anew", subject: "secrets", data: {} }));
}
