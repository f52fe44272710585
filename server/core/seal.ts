import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { deriveKey } from "./secret.ts";

/** Secrets at rest: AES-256-GCM under a key that HKDF makes of APP_SECRET for each purpose. */

const VERSION = "s1";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts text for storage.
 * @param purpose what it is for and whose it is, such as `channel:alipay`; it cannot be opened as anything else
 */
export function seal(purpose: string, text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyFor(purpose), iv);
  cipher.setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${sealed.toString("base64url")}`;
}

/**
 * Opens what {@link seal} made.
 * @throws Error when it was changed, was sealed for another purpose, or under another APP_SECRET
 */
export function unseal(purpose: string, sealed: string): string {
  const [version, encoded] = sealed.split(".", 2);
  const bytes = Buffer.from(encoded ?? "", "base64url");
  if (version !== VERSION || bytes.length < IV_BYTES + TAG_BYTES) throw new Error("This is not a sealed text");
  const decipher = createDecipheriv("aes-256-gcm", keyFor(purpose), bytes.subarray(0, IV_BYTES));
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  const text = decipher.update(bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES));
  return Buffer.concat([text, decipher.final()]).toString("utf8");
}

const keyFor = (purpose: string): Buffer => deriveKey(`seal:${purpose}`);
