import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { passkeyChallenges, verification } from "#db/schema/index.ts";
import { revokeInvitationsBy } from "./invitations.ts";

/**
 * Ends what an account that may have been another's has begun besides its sessions: a sign-in between its two steps, passkeys that are
 * being made or shown, and the invitations that were sent from it.
 * @returns how many invitations
 */
export async function closeWaysIn(tx: Tx, userId: string, now: Date): Promise<number> {
  await tx.delete(verification).where(eq(verification.value, userId));
  await tx.delete(passkeyChallenges).where(eq(passkeyChallenges.userId, userId));
  return revokeInvitationsBy(tx, userId, now);
}
