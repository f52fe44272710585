import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { sha256Hex } from "./ids.ts";
import { deriveKey } from "./secret.ts";

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

/** Names the key that this installation seals with now, without giving it away. */
export function sealKeyId(purpose: string): string {
  return sha256Hex(`key-id:${deriveKey(`seal-file:${purpose}`).toString("hex")}`).slice(0, 16);
}

/**
 * Encrypts a file.
 * @param purpose what it is, such as `identity`
 * @param about whose it is: it cannot be opened as another's
 * @returns the bytes to store, and the key to keep elsewhere
 */
export function sealBytes(purpose: string, about: string, bytes: Uint8Array): { bytes: Buffer } & SealedKey {
  const key = randomBytes(KEY_BYTES);
  const sealed = Buffer.concat([MAGIC, encrypt(key, about, bytes)]);
  const sealedKey = encrypt(deriveKey(`seal-file:${purpose}`), about, key).toString("base64url");
  return { bytes: sealed, keyId: sealKeyId(purpose), sealedKey };
}

/**
 * Opens what {@link sealBytes} made.
 * @throws Error when anything of it was changed, it is another's, or the key is of another APP_SECRET
 */
export function openBytes(purpose: string, about: string, sealed: Uint8Array, { keyId, sealedKey }: SealedKey): Buffer {
  if (keyId !== sealKeyId(purpose)) throw new Error("This file is sealed under a key that is not here");
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error("This is not a sealed file");
  const key = decrypt(deriveKey(`seal-file:${purpose}`), about, Buffer.from(sealedKey, "base64url"));
  return decrypt(key, about, bytes.subarray(MAGIC.length));
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
