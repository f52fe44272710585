import { DEFAULT_POLICY } from "#server/tickets/index.ts";

/**
 * By when there is a result of what a person takes over: the promise of the ticket, while it can still be kept; otherwise as much
 * time from now. Pure.
 */
export function promisedBy(now: Date, openedAt: Date): Date {
  const { resolution } = DEFAULT_POLICY.durationMs;
  const promised = new Date(openedAt.getTime() + resolution);
  return promised > now ? promised : new Date(now.getTime() + resolution);
}
