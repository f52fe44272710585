import { z } from "zod";
import {
  type SlaMetric,
  slaMetrics,
  slaOutcomes,
  type TicketPriority,
  type TicketStatus,
  ticketPriorities,
} from "#server/tickets/schemas.ts";

/** The due time of what never falls due: after every other, on both databases. */
export const NEVER = new Date("9999-12-31T00:00:00.000Z");
/** Minutes of a day: 0 is midnight, 1440 the end of the day. */
export const DAY_MINUTES = 1_440;
/** The calendar that is always there: round the clock. */
export const ALWAYS_ID = "always";
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
/** Whose public holidays a calendar keeps. */
export const holidayCountries = ["CN"] as const;
export type HolidayCountry = (typeof holidayCountries)[number];

const MAX_SHIFTS = 6;
const MAX_EXCEPTIONS = 400;
/** The longest promise: thirty days of work. */
const MAX_TARGET_MINUTES = 30 * DAY_MINUTES;

/** A stretch of a day in local minutes; `to` does not belong to it. */
export const shiftSchema = z
  .object({
    from: z
      .number()
      .int()
      .min(0)
      .max(DAY_MINUTES - 1),
    to: z.number().int().min(1).max(DAY_MINUTES),
  })
  .refine(({ from, to }) => from < to, { message: "Must end after it begins", path: ["to"] });
export type Shift = z.output<typeof shiftSchema>;

const shiftsSchema = z
  .array(shiftSchema)
  .max(MAX_SHIFTS)
  .refine((shifts) => shifts.every((shift, i) => i === 0 || (shifts[i - 1] as Shift).to <= shift.from), {
    message: "Shifts must be in order and must not overlap",
  });

/** A day of the calendar as people write it. Whether there is such a day is for {@link isDay}. */
export const daySchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine(isDay, { message: "There is no such day" });

/** True for a day that exists, written like 2026-02-14. */
export function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** What holds on one day instead of its weekday's shifts. `as` is a day worked in exchange (调休), with that weekday's shifts. */
export const dayRuleSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("closed") }),
  z.object({ kind: z.literal("as"), weekday: z.number().int().min(1).max(7) }),
  z.object({ kind: z.literal("shifts"), shifts: shiftsSchema }),
]);
export type DayRule = z.output<typeof dayRuleSchema>;

const zoneSchema = z.string().min(1).max(64).refine(isZone, { message: "There is no such time zone" });

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const exceptionsSchema = z
  .record(daySchema, dayRuleSchema)
  .refine((days) => Object.keys(days).length <= MAX_EXCEPTIONS, { message: "Too many days" });

export const calendarIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,39}$/, { message: "Small letters, digits and hyphens, beginning with a letter" });

/** What people edit. Monday comes first in `weekly`. */
export const calendarContentSchema = z.object({
  zone: zoneSchema.default("Asia/Shanghai"),
  weekly: z.array(shiftsSchema).length(7),
  /** Keeps this country's public holidays and the days worked in exchange. */
  country: z.enum(holidayCountries).nullable().default(null),
  /** Days of our own; they go before public holidays. */
  exceptions: exceptionsSchema.default({}),
});
export type CalendarContent = z.output<typeof calendarContentSchema>;

/** What is kept of a version: what people wrote, and the holidays as they were known then, so that it never changes any more. */
export type KeptCalendar = CalendarContent & { days: Record<string, DayRule>; holidayYears: number[] };

export const saveCalendarSchema = calendarContentSchema.extend({
  name: z.string().trim().min(1).max(80),
  /** The version that was read, so that two people do not undo each other; 0 for a new calendar. */
  version: z.number().int().min(0),
});
export type SaveCalendarInput = z.output<typeof saveCalendarSchema>;

export const calendarSchema = z.object({
  id: z.string(),
  version: z.number().int(),
  name: z.string(),
  ...calendarContentSchema.shape,
  /** The years whose public holidays are in it, and those that are missing though they have begun or begin soon. */
  holidayYears: z.array(z.number().int()),
  missingYears: z.array(z.number().int()),
  createdAt: z.string().nullable(),
  createdBy: z.string().nullable(),
});
export type CalendarView = z.output<typeof calendarSchema>;

export const holidayDaySchema = z.object({
  day: daySchema,
  name: z.string().trim().min(1).max(40),
  /** Null: nobody works. A weekday: worked in exchange, with that weekday's shifts. */
  worksAs: z.number().int().min(1).max(7).nullable(),
});
export type HolidayDay = z.output<typeof holidayDaySchema>;

export const holidayYearSchema = z.object({
  country: z.enum(holidayCountries),
  year: z.number().int().min(2000).max(2100),
  source: z.string().trim().min(1).max(300),
  days: z.array(holidayDaySchema).max(120),
});
export type HolidayYear = z.output<typeof holidayYearSchema>;

export const saveHolidaysSchema = holidayYearSchema
  .refine(({ year, days }) => days.every(({ day }) => Math.abs(Number(day.slice(0, 4)) - year) <= 1), {
    message: "The days must be of that year, or next to it",
    path: ["days"],
  })
  .refine(({ days }) => new Set(days.map(({ day }) => day)).size === days.length, {
    message: "A day stands there twice",
    path: ["days"],
  });

const minutes = z.number().int().min(1).max(MAX_TARGET_MINUTES);

/** A promise: how much working time, by which calendar, and shorter or longer for some priorities. */
export const targetSchema = z.object({
  minutes,
  calendar: z.string().min(1).max(40),
  byPriority: z.partialRecord(z.enum(ticketPriorities), minutes).default({}),
});
export type Target = z.output<typeof targetSchema>;

const queueName = z.string().trim().min(1).max(40);

export const policyContentSchema = z.object({
  targets: z.record(z.enum(slaMetrics), targetSchema),
  /** Promises that differ in some queues. */
  queues: z
    .record(queueName, z.partialRecord(z.enum(slaMetrics), targetSchema))
    .default({})
    .refine((queues) => Object.keys(queues).length <= 20, { message: "Too many queues" }),
  /** A warning comes when this share of the working time is used. */
  warnPercent: z.number().int().min(10).max(99),
  /** This much working time after a breach it goes to the lead. */
  escalateMinutes: z.number().int().min(0).max(MAX_TARGET_MINUTES),
});
export type PolicyContent = z.output<typeof policyContentSchema>;

export const policyStates = ["draft", "active", "retired"] as const;
export type PolicyState = (typeof policyStates)[number];

export const savePolicySchema = policyContentSchema.extend({ name: z.string().trim().min(1).max(80) });
export type SavePolicyInput = z.output<typeof savePolicySchema>;

export const policySchema = z.object({
  version: z.string(),
  name: z.string(),
  state: z.enum(policyStates),
  ...policyContentSchema.shape,
  createdAt: z.string().nullable(),
  createdBy: z.string().nullable(),
  activatedAt: z.string().nullable(),
});
export type PolicyView = z.output<typeof policySchema>;

export const trySlaSchema = z.object({
  /** When the ticket of the example would be opened. */
  at: z.iso.datetime({ offset: true }),
  queue: queueName.default("general"),
  priority: z.enum(ticketPriorities).default("normal"),
  /** A version, or the one that holds now. */
  version: z.string().min(1).max(40).optional(),
});

export const triedSchema = z.object({
  version: z.string(),
  targets: z.array(
    z.object({
      metric: z.enum(slaMetrics),
      minutes: z.number().int(),
      calendar: z.string(),
      warnAt: z.string(),
      dueAt: z.string(),
      escalateAt: z.string(),
    }),
  ),
});
export type TriedSla = z.output<typeof triedSchema>;

const moment = z.string().nullable();
/** The runs of a ticket's clocks and its pauses, for staff. */
export const ticketClocksSchema = z.object({
  clocks: z.array(
    z.object({
      metric: z.enum(slaMetrics),
      /** Of the gateway's answers, to which case. */
      caseId: z.string().nullable(),
      policy: z.string(),
      calendar: z.string(),
      startedAt: z.string(),
      /** What the customer was promised, and what is asked of the agent, which also stands still for a supplier. */
      dueAt: z.string(),
      agentDueAt: moment,
      warnAt: moment,
      warnedAt: moment,
      breachedAt: moment,
      escalateAt: moment,
      escalatedAt: moment,
      pausedAt: moment,
      pausedMs: z.number().int(),
      decidedAt: moment,
      outcome: z.enum(slaOutcomes).nullable(),
      agentOutcome: z.enum(slaOutcomes).nullable(),
    }),
  ),
  pauses: z.array(z.object({ from: z.string(), to: moment, waits: z.enum(["customer", "upstream"]) })),
});
export type TicketClocks = z.output<typeof ticketClocksSchema>;

/** What the clocks hear of. `verified` is a person's request to credit that passed the gate: the payment was checked.
 * `charge_found` is a charge that came to light after the ticket was opened. `appeal_opened` is an appeal against a risk hold, or
 * the second look at one; `appeal_decided` is its end. `gateway_asked` and the two after it are about a case in the fast lane;
 * the answer counts from when it was given, which may be before it was written down. `parted` is what a ticket that was joined to another
 * still owes when it goes on by itself: the end of the joined ticket had taken these promises away. */
export type SlaEvent =
  | { type: "opened"; chargedNotCredited: boolean }
  | { type: "customer_message" }
  | { type: "public_reply" }
  | { type: "verified" }
  | { type: "charge_found" }
  | { type: "appeal_opened" }
  | { type: "appeal_decided" }
  | { type: "gateway_asked"; caseId: string }
  | { type: "gateway_answered"; caseId: string; at: string }
  | { type: "gateway_withdrawn"; caseId: string }
  | { type: "parted"; owed: readonly SlaMetric[] }
  | { type: "status"; from: TicketStatus; to: TicketStatus };

/** What new clocks are started under: kept with each entry of the log, so that they can be derived again. */
export type Under = {
  /** The policy's version. */
  policy: string;
  queue: string;
  priority: TicketPriority;
  /** The newest version of each calendar, by its id; round the clock is not named. */
  calendars: Readonly<Record<string, string>>;
};

/** What the clocks heard at one step of a ticket's history, in order. */
export type ClockHeard = { events: readonly SlaEvent[]; under: Under };
