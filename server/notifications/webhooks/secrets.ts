import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { seal, unseal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";

/** The present secret first, then the one before while both sign. */
export type Secrets = readonly [string, ...string[]];

const BYTES = 32;

export const newSecret = (): string => `whsec_${randomBytes(BYTES).toString("base64")}`;
export const sealSecrets = (id: string, secrets: Secrets): string =>
  seal(sealPurposes.webhook(id), JSON.stringify(secrets));
export const openSecrets = (id: string, sealed: string): Secrets =>
  JSON.parse(unseal(sealPurposes.webhook(id), sealed)) as Secrets;

/** What goes with a body, as Standard Webhooks say: a signature by each secret, so that a receiver may change over when it likes. */
export function signedHeaders(id: string, at: Date, body: string, secrets: Secrets): Record<string, string> {
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(" "),
  };
}
