import { isDatabaseGone, isFull, isQueryTimeout, isReadOnly, isSerializationFailure } from "#db/errors.ts";
import { DomainError } from "./errors.ts";

const kinds = [
  [isFull, "STORAGE_FULL", "There is no room left on the disk: nothing was stored.", 30],
  [isReadOnly, "STORAGE_READ_ONLY", "The disk takes no writes: nothing was stored.", 30],
  [isQueryTimeout, "QUERY_TIMEOUT", "This took the database too long and was stopped: nothing was stored.", 10],
  // Tried again many times, side by side with too many others.
  [
    isSerializationFailure,
    "DATABASE_UNAVAILABLE",
    "The database is too busy: send it again, with the same id or key.",
    5,
  ],
  [isDatabaseGone, "DATABASE_UNAVAILABLE", "The database does not answer: send it again, with the same id or key.", 5],
] as const;

/**
 * What a machine in trouble means to a caller: 503 with a stable code and `retryAfterS`, and no word of the machine's own. Only the last
 * leaves open whether it was done; identifiers of events and Idempotency-Key make it safe to repeat.
 * @returns undefined for every other error
 */
export function unavailable(error: unknown): DomainError | undefined {
  for (const [is, code, message, retryAfterS] of kinds)
    if (is(error)) return new DomainError(503, code, message, { cause: error, details: { retryAfterS } });
  return undefined;
}
