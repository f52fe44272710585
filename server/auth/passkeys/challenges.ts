import { and, eq, gt, isNull, lte } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { passkeyChallenges } from "#db/schema/index.ts";
import { systemClock } from "#server/core/clock.ts";
import { newSecret } from "#server/core/ids.ts";

export const CHALLENGE_MS = 5 * 60_000;
export type ChallengeKind = (typeof passkeyChallenges.$inferSelect)["kind"];

/**
 * Makes the random bytes that an authenticator is to sign.
 * @param userId whose; undefined at sign-in
 * @returns them as base64url; good once, for five minutes, for this kind and this person
 */
export async function issueChallenge(kind: ChallengeKind, userId?: string): Promise<string> {
  const challenge = newSecret(32);
  const now = systemClock.now();
  await transact(async (tx) => {
    await tx.delete(passkeyChallenges).where(lte(passkeyChallenges.expiresAt, now));
    const expiresAt = new Date(now.getTime() + CHALLENGE_MS);
    await tx.insert(passkeyChallenges).values({ challenge, kind, userId: userId ?? null, expiresAt });
  });
  return challenge;
}

/** Takes a challenge, which counts no more, whatever becomes of the answer to it. @returns whether it was good */
export async function takeChallenge(challenge: string, kind: ChallengeKind, userId?: string): Promise<boolean> {
  const { challenge: column, kind: kindOf, userId: owner, expiresAt } = passkeyChallenges;
  const whose = userId === undefined ? isNull(owner) : eq(owner, userId);
  const good = and(eq(column, challenge), eq(kindOf, kind), whose, gt(expiresAt, systemClock.now()));
  const taken = await transact((tx) => tx.delete(passkeyChallenges).where(good).returning({ kind: kindOf }));
  return taken.length === 1;
}

/** Lets go of passkeys that are only being made: there is a second factor now, and the next passkey takes it. */
export async function forgetRegistrations(tx: Tx, userId: string): Promise<void> {
  const { kind, userId: owner } = passkeyChallenges;
  await tx.delete(passkeyChallenges).where(and(eq(kind, "register"), eq(owner, userId)));
}
