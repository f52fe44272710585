import { HOUR_MS, SECOND_MS } from "#server/core/clock.ts";

const FIRST_MS = 10 * SECOND_MS;
const LAST_MS = HOUR_MS;
/** What certainly never left for this long will not be made: it is given up, and a person decides anew. */
export const GIVE_UP_MS = 24 * HOUR_MS;
/** What nobody knows for this long is put before a person; asking goes on. */
export const TELL_MS = HOUR_MS;

/** When a refund without a result is asked about again: soon at first, then ever more rarely, at least hourly. Pure. */
export function nextLook(begunAt: Date, now: Date): Date {
  const ageMs = Math.max(0, now.getTime() - begunAt.getTime());
  return new Date(now.getTime() + Math.min(LAST_MS, Math.max(FIRST_MS, Math.round(ageMs / 2))));
}
