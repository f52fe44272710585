import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { SealPurpose } from "./seal-purposes.ts";
import { type Secret, secrets } from "./secret.ts";

/** Secrets at rest: AES-256-GCM under a key that HKDF makes of APP_SECRET for each purpose. */

/** `s2.<name of the secret>.<text>`; `s1.<text>` is of before secrets could be replaced, under any of them. */
const VERSION = "s2";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts text for storage.
 * @param purpose what it is for and whose it is; it cannot be opened as anything else
 */
export function seal(purpose: SealPurpose, text: string): string {
  const [secret] = secrets();
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyFor(secret, purpose), iv);
  cipher.setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${secret.id}.${sealed.toString("base64url")}`;
}

/**
 * Opens what {@link seal} made.
 * @throws Error when it was changed, was sealed for another purpose, or under a secret that is not here
 */
export function unseal(purpose: SealPurpose, sealed: string): string {
  const { bytes, under } = read(sealed);
  let fault: unknown = new Error("This text is sealed under an APP_SECRET that is not here");
  for (const secret of under) {
    try {
      return open(secret, purpose, bytes);
    } catch (error) {
      fault = error;
    }
  }
  throw fault;
}

/** Whether a sealed text is under a secret that APP_SECRET replaced, so that it has to be sealed anew before that one goes. */
export function isUnderOldSecret(sealed: string): boolean {
  return !sealed.startsWith(sealedNow());
}

/** What every text that is sealed under APP_SECRET begins with. */
export const sealedNow = (): string => `${VERSION}.${secrets()[0].id}.`;

function read(sealed: string): { bytes: Buffer; under: readonly Secret[] } {
  const parts = sealed.split(".");
  const [id, encoded] = parts[0] === VERSION ? [parts[1], parts[2]] : [undefined, parts[1]];
  const bytes = Buffer.from(encoded ?? "", "base64url");
  const wrong = (parts[0] !== VERSION && parts[0] !== "s1") || bytes.length < IV_BYTES + TAG_BYTES;
  if (wrong) throw new Error("This is not a sealed text");
  return { bytes, under: secrets().filter((secret) => id === undefined || secret.id === id) };
}

function open(secret: Secret, purpose: SealPurpose, bytes: Buffer): string {
  const decipher = createDecipheriv("aes-256-gcm", keyFor(secret, purpose), bytes.subarray(0, IV_BYTES));
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  const text = decipher.update(bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES));
  return Buffer.concat([text, decipher.final()]).toString("utf8");
}

const keyFor = (secret: Secret, purpose: string): Buffer => secret.key(`seal:${purpose}`);
