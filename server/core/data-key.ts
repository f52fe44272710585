import { hkdf } from "./secret.ts";

/**
 * Keys of what cannot be made anew when APP_SECRET is replaced: hashes whose origin is gone, links in people's hands, the seals of a
 * log that only grows. They come from one secret of the database's own, which is kept sealed under APP_SECRET.
 */
export type DataKey =
  | "ticket-access"
  | "customer-grants"
  | "customer-session"
  | "notice-link"
  | "notice-preferences"
  | "notice-address"
  | "risk-sightings"
  | "used-codes"
  | "staff-sessions"
  | "picture-pass"
  | "evidence-entry";

// Next.js loads its own copy of this module.
const holder = globalThis as typeof globalThis & { __daozhangDataSecret?: string; __daozhangThrowAway?: boolean };

/**
 * A key that outlives APP_SECRET.
 * @returns 32 bytes
 * @throws Error in a process that did not await `loadDataSecret`
 */
export function dataKey(purpose: DataKey): Buffer {
  const secret = holder.__daozhangDataSecret;
  if (secret === undefined) throw new Error("The data secret is not loaded: await loadDataSecret() first");
  // Links given out before there was a data secret were made this way.
  return purpose === "ticket-access" ? hkdf(secret, "daozhang/ticket-access", "") : hkdf(secret, purpose);
}

/**
 * What every {@link dataKey} of this process comes from.
 * @param throwAway true in a command that does not know the installation's: nothing made with it holds anywhere else
 */
export function setDataSecret(secret: string, { throwAway = false } = {}): void {
  holder.__daozhangDataSecret = secret;
  holder.__daozhangThrowAway = throwAway;
}

/** Whether what is made with the keys of this process holds in others. */
export const ownsDataSecret = (): boolean => holder.__daozhangThrowAway !== true;
