import type { Tx } from "#db/client.ts";
import { session, twoFactor, usedCodes, user } from "#db/schema/index.ts";

/**
 * Takes everybody's authenticator app and recovery codes off and ends all sessions, where the secret is gone that they are encrypted
 * under: kept, they would ask for codes that nobody can show. People sign in by password or passkey and set up a new app.
 * @returns how many apps went
 */
export async function giveUpSecondFactors(tx: Tx, now: Date): Promise<number> {
  const gone = await tx.delete(twoFactor).returning({ id: twoFactor.id });
  await tx.delete(usedCodes);
  await tx.delete(session);
  await tx.update(user).set({ twoFactorEnabled: false, updatedAt: now });
  return gone.length;
}
