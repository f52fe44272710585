import { hkdfSync } from "node:crypto";
import { env } from "./env.ts";

/**
 * A key of its own for each purpose, all from APP_SECRET by HKDF-SHA-256, so that none gives another away.
 * @param purpose a fixed word for what the key is for; changing it changes the key
 * @returns 32 bytes
 */
export function deriveKey(purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", env().APP_SECRET, "daozhang", purpose, 32));
}
