import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { sha256Hex } from "./ids.ts";
import { type Secret, secrets } from "./secret.ts";

/**
 * Files that are secrets: each is encrypted with AES-256-GCM under a key of its own, and that key is sealed under one that HKDF makes
 * of APP_SECRET. Whoever deletes the sealed key makes every copy of the file unreadable; whoever changes APP_SECRET has to seal anew
 * a few bytes a file, and `keyId` says which.
 */

const MAGIC = Buffer.from("DZS1");
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

export type SealedKey = { keyId: string; sealedKey: string };

const keyFor = (secret: Secret, purpose: string): Buffer => secret.key(`seal-file:${purpose}`);
/** Names a key without giving it away. */
const idOf = (key: Buffer): string => sha256Hex(`key-id:${key.toString("hex")}`).slice(0, 16);

/**
 * Encrypts a file.
 * @param purpose what it is, such as `identity`
 * @param about whose it is: it cannot be opened as another's
 * @returns the bytes to store, and the key to keep elsewhere
 */
export function sealBytes(purpose: string, about: string, bytes: Uint8Array): { bytes: Buffer } & SealedKey {
  const key = randomBytes(KEY_BYTES);
  return { bytes: Buffer.concat([MAGIC, encrypt(key, about, bytes)]), ...sealKey(purpose, about, key) };
}

/**
 * Opens what {@link sealBytes} made.
 * @throws Error when anything of it was changed, it is another's, or the key is under an APP_SECRET that is not here
 */
export function openBytes(purpose: string, about: string, sealed: Uint8Array, key: SealedKey): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error("This is not a sealed file");
  return decrypt(openKey(purpose, about, key), about, bytes.subarray(MAGIC.length));
}

/** Whether a file's key is under a secret that APP_SECRET replaced. */
export const isKeyUnderOldSecret = (purpose: string, { keyId }: SealedKey): boolean =>
  keyId !== idOf(keyFor(secrets()[0], purpose));

/**
 * The same key under APP_SECRET as it is now; the file itself stays as it is.
 * @throws Error as {@link openBytes}
 */
export const sealKeyAnew = (purpose: string, about: string, key: SealedKey): SealedKey =>
  sealKey(purpose, about, openKey(purpose, about, key));

function sealKey(purpose: string, about: string, key: Buffer): SealedKey {
  const under = keyFor(secrets()[0], purpose);
  return { keyId: idOf(under), sealedKey: encrypt(under, about, key).toString("base64url") };
}

function openKey(purpose: string, about: string, { keyId, sealedKey }: SealedKey): Buffer {
  const under = secrets()
    .map((secret) => keyFor(secret, purpose))
    .find((key) => idOf(key) === keyId);
  if (!under) throw new Error("This file is sealed under a key that is not here");
  return decrypt(under, about, Buffer.from(sealedKey, "base64url"));
}

function encrypt(key: Buffer, about: string, bytes: Uint8Array): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(about));
  return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, about: string, sealed: Buffer): Buffer {
  if (sealed.length < IV_BYTES + TAG_BYTES) throw new Error("A sealed file or key is cut off");
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, IV_BYTES)).setAAD(Buffer.from(about));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES)), decipher.final()]);
}
