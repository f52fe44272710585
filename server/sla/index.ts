/** The door of the service levels: what was promised by when, by which calendar, and whether it was kept. */
export { bookOf, calendarNamed, termsFor } from "./book.ts";
export { ALWAYS, addWorkingMs, type Calendar, workingMs } from "./calendar.ts";
export { calendarsAt, listCalendars, saveCalendar } from "./calendars.ts";
export {
  applySla,
  DEFAULT_TERMS,
  isBreached,
  isRunning,
  NEVER,
  nextDue,
  type SlaEvent,
  type SlaTarget,
  statusAfter,
  type Terms,
} from "./clocks.ts";
export { type ClockEntry, deriveTargets, type Pause, pausesOf } from "./derive.ts";
export { listHolidays, saveHolidays } from "./holidays.ts";
export { activatePolicy, listPolicies, savePolicy } from "./policies.ts";
export { type Book, DEFAULT_BOOK, DEFAULT_POLICY, type Policy } from "./policy.ts";
export { promisedBy } from "./promised.ts";
export { trySla } from "./try-sla.ts";
