import type { DomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { clientAddress } from "./client-address.ts";

/** What tells of somebody who tries doors: being kept out, and asking too often. */
const NOTED = new Set([403, 429]);
/** Longer parts of an address may be secrets of links. */
const MAX_PART = 24;

/**
 * Writes a refusal to the log: what was asked for and from where, nothing of what was sent. A 401 is not written: whoever is not
 * signed in yet gets one, and guesses are limited and counted.
 */
export function noteRefusal({ status, code }: DomainError, method: string, path: string, headers: Headers): void {
  if (!NOTED.has(status)) return;
  const plain = path.split("/").map((part) => (part.length > MAX_PART ? "…" : part));
  logger.warn({ status, code, method, path: plain.join("/"), address: clientAddress(headers) }, "refused");
}
