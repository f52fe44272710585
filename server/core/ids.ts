import { createHash, randomBytes } from "node:crypto";
import { v7 } from "uuid";

/** A new time-ordered id (UUIDv7, RFC 9562). `at` is for rows that record the past. */
export function newId(at?: Date): string {
  return at ? v7({ msecs: at.getTime() }) : v7();
}

/** A secret for a link or key: `bytes` random bytes in base64url. */
export function newSecret(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}

/** SHA-256 of text or bytes, in lower-case hex. */
export function sha256Hex(value: string | Uint8Array): string {
  return createHash("sha256").update(value).digest("hex");
}
