import type { SlaMetric, TicketPriority } from "#server/tickets/schemas.ts";
import { ALWAYS, type Calendar } from "./calendar.ts";
import { ALWAYS_ID, type PolicyContent, type Target, type Under } from "./schemas.ts";

export type { Under };

/** A version of the promises. Pure. What was started under a version keeps it. */
export type Policy = { version: string; content: PolicyContent };

const hours = (n: number): Target => ({ minutes: n * 60, calendar: ALWAYS_ID, byPriority: {} });

/** What holds until somebody activates a version of their own (`design/desk`). */
export const DEFAULT_POLICY: Policy = {
  version: "default-1",
  content: {
    targets: {
      first_response: hours(2),
      next_response: hours(2),
      verification: hours(1),
      appeal_review: hours(1),
      resolution: hours(24),
      gateway_answer: hours(2),
    },
    queues: {},
    warnPercent: 75,
    escalateMinutes: 30,
  },
};

/** The promise of a clock for a ticket of this queue and priority. */
export function targetFor(
  { targets, queues }: PolicyContent,
  metric: SlaMetric,
  { queue, priority }: { queue: string; priority: TicketPriority },
): { minutes: number; calendar: string } {
  const target = queues[queue]?.[metric] ?? targets[metric];
  return { minutes: target.byPriority[priority] ?? target.minutes, calendar: target.calendar };
}

/** All versions that a ticket's clocks need. */
export type Book = { policies: ReadonlyMap<string, Policy>; calendars: ReadonlyMap<string, Calendar> };

export const DEFAULT_BOOK: Book = {
  policies: new Map([[DEFAULT_POLICY.version, DEFAULT_POLICY]]),
  calendars: new Map([[ALWAYS.version, ALWAYS]]),
};

export const DEFAULT_UNDER: Under = {
  policy: DEFAULT_POLICY.version,
  queue: "general",
  priority: "normal",
  calendars: {},
};

/** @returns the default when a version is not in the book: a promise is never lost with a page of it */
export const policyOf = (book: Book, version: string): Policy => book.policies.get(version) ?? DEFAULT_POLICY;
export const calendarOf = (book: Book, version: string): Calendar => book.calendars.get(version) ?? ALWAYS;
