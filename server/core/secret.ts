import { hkdfSync } from "node:crypto";
import { env } from "./env.ts";
import { sha256Hex } from "./ids.ts";

/** A secret of the installation, with a name that gives nothing of it away. */
export type Secret = { id: string; key(purpose: string): Buffer };

/**
 * A key of its own for each purpose, all from APP_SECRET by HKDF-SHA-256, so that none gives another away. It changes with APP_SECRET:
 * for what must not, there is `dataKey`.
 * @param purpose a fixed word for what the key is for; changing it changes the key
 * @returns 32 bytes
 */
export function deriveKey(purpose: string): Buffer {
  return hkdf(env().APP_SECRET, purpose);
}

/** The secrets that sealed things may be under: APP_SECRET, under which everything is sealed now, then those it replaced. */
export function secrets(): [Secret, ...Secret[]] {
  const { APP_SECRET, APP_SECRET_PREVIOUS } = env();
  return [secretOf(APP_SECRET), ...APP_SECRET_PREVIOUS.map(secretOf)];
}

const known = new Map<string, Secret>();

function secretOf(secret: string): Secret {
  const made = known.get(secret) ?? {
    id: sha256Hex(hkdf(secret, "secret-id")).slice(0, 8),
    key: (purpose: string) => hkdf(secret, purpose),
  };
  known.set(secret, made);
  return made;
}

/**
 * HKDF-SHA-256 (RFC 5869).
 * @returns 32 bytes
 */
export function hkdf(secret: string, info: string, salt = "daozhang"): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, 32));
}
