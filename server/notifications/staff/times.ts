import { MINUTE_MS } from "#server/core/clock.ts";
import type { StaffPreferences } from "./schemas.ts";

type Times = Pick<StaffPreferences, "quiet" | "zone" | "digest" | "digestMinute">;

/**
 * The moment from which a notice may go out to somebody: with the next digest if they want one, and not in their quiet hours.
 * What is urgent goes at once. Pure.
 */
export function sendFrom(times: Times, now: Date, urgent: boolean): Date {
  if (urgent) return now;
  return afterQuiet(times, withDigest(times, now));
}

function withDigest({ digest, digestMinute, zone }: Times, now: Date): Date {
  if (digest === "off") return now;
  const local = localOf(now, zone);
  if (digest === "hourly") return dateOf(local.round({ smallestUnit: "hour", roundingMode: "ceil" }));
  return next(local, digestMinute);
}

function afterQuiet({ quiet, zone }: Times, at: Date): Date {
  if (!quiet || quiet.from === quiet.to) return at;
  const local = localOf(at, zone);
  const minute = local.hour * 60 + local.minute;
  const { from, to } = quiet;
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  return isQuiet ? next(local, to) : at;
}

const localOf = (at: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
const dateOf = (local: Temporal.ZonedDateTime) => new Date(local.epochMilliseconds);

/** The next time that a clock on the wall there shows this minute of the day. */
function next(local: Temporal.ZonedDateTime, minute: number): Date {
  const wall = {
    hour: Math.floor(minute / 60),
    minute: minute % 60,
    second: 0,
    millisecond: 0,
    microsecond: 0,
    nanosecond: 0,
  };
  const today = local.with(wall);
  const due = Temporal.ZonedDateTime.compare(today, local) >= 0 ? today : local.add({ days: 1 }).with(wall);
  return dateOf(due);
}

/** Whether a name is one of a zone that clocks here know. Pure. */
export function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** How long after one message to a group the next may go. */
export const ROBOT_PAUSE_MS = MINUTE_MS / 15;
