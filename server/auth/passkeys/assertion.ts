import { verifyAuthenticationResponse } from "@simplewebauthn/server";
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { db, type Tx } from "#db/client.ts";
import { passkeys, user } from "#db/schema/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { relyingParty } from "./relying-party.ts";

/** What answers with WebAuthn are made of; a key of the longest kind we ask for needs some 3 kB. */
export const MAX_PASSKEY_BYTES = 16_384;
const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/);

/** The bytes that the browser says were signed. */
export const clientDataSchema = base64url(4_096);
const id = base64url(1_400);
const common = { id, rawId: id, type: z.literal("public-key"), clientExtensionResults: z.looseObject({}).default({}) };
export const attestationSchema = z.object({
  ...common,
  response: z.object({
    clientDataJSON: clientDataSchema,
    attestationObject: base64url(12_000),
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
});
export const assertionSchema = z.object({
  ...common,
  response: z.object({
    clientDataJSON: clientDataSchema,
    authenticatorData: base64url(4_096),
    signature: base64url(4_096),
    userHandle: base64url(200).nullish(),
  }),
});
export type Assertion = z.output<typeof assertionSchema>;

/** One answer, whatever is wrong with a passkey: who tries learns nothing. */
export const refused = () => new DomainError(401, "PASSKEY_REFUSED", "This passkey was not accepted.");

/** The name passkeys are for. @throws DomainError 404 where none can be used */
export function ownParty(): { id: string; origins: string[] } {
  const party = relyingParty();
  if (!party) throw notFound("PAGE");
  return party;
}

/** The challenge that stands in what was signed; empty when that is no JSON. */
export function challengeIn(clientDataJSON: string): string {
  try {
    const said: unknown = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8"));
    return z.object({ challenge: base64url(200) }).parse(said).challenge;
  } catch {
    return "";
  }
}

export type Passkey = typeof passkeys.$inferSelect;
export type Holder = { key: Passkey; person: typeof user.$inferSelect };

/** @returns a passkey with the account that it opens, unless that is shut */
export async function holderOf(credentialId: string): Promise<Holder | undefined> {
  const [found] = await db
    .select({ key: passkeys, person: user })
    .from(passkeys)
    .innerJoin(user, eq(user.id, passkeys.userId))
    .where(and(eq(passkeys.credentialId, credentialId), isNull(user.disabledAt)));
  return found;
}

/**
 * Checks what an authenticator signed: our challenge, for our name and pages, by a person that it made sure of, with a count that
 * goes up.
 * @returns the authenticator's new count; undefined when anything is wrong
 */
export async function checkAssertion(key: Passkey, sent: Assertion, challenge: string): Promise<number | undefined> {
  const party = ownParty();
  const { userHandle, ...response } = sent.response;
  if (userHandle && userHandle !== handleOf(key.userId)) return undefined;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...sent, response },
      expectedChallenge: challenge,
      expectedOrigin: party.origins,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: key.credentialId,
        publicKey: new Uint8Array(Buffer.from(key.publicKey, "base64url")),
        counter: key.counter,
      },
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch (error) {
    logger.debug({ err: error }, "a passkey was refused");
    return undefined;
  }
}

/** How an authenticator knows an account. */
export const handleOf = (userId: string): string => Buffer.from(userId).toString("base64url");

/** Notes a use. @returns false when the passkey is gone, or was used with the same count meanwhile */
export async function noteUse(tx: Tx, key: Passkey, counter: number, at: Date): Promise<boolean> {
  const asRead = and(eq(passkeys.id, key.id), eq(passkeys.counter, key.counter));
  const noted = await tx.update(passkeys).set({ counter, lastUsedAt: at }).where(asRead).returning({ id: passkeys.id });
  return noted.length === 1;
}
