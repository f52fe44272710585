import { HOUR_MS } from "#server/core/clock.ts";
import type { Period } from "#server/tickets/index.ts";
import { dayNumberOf, dayStart } from "../period.ts";

/** A period by how finely it has to be looked at: whole days, whole hours beside them, and what is left at its ends. */
export type Cut = { days: Period | null; hours: Period[]; rest: Period[] };

const some = (from: Date, to: Date): Period[] => (from < to ? [{ from, to }] : []);
const hourUp = (at: Date) => new Date(Math.ceil(at.getTime() / HOUR_MS) * HOUR_MS);
const hourDown = (at: Date) => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
const dayDown = (at: Date) => dayStart(dayNumberOf(at));
function dayUp(at: Date): Date {
  const down = dayDown(at);
  return down.getTime() === at.getTime() ? down : dayStart(dayNumberOf(at) + 1);
}

/**
 * Cuts a period. Nothing happens after now: a period that ends now or later ends with its day.
 * @param byHour whether hours are kept of what is asked for; else the rest holds all that is no whole day
 */
export function cutPeriod(asked: Period, now: Date, byHour: boolean): Cut {
  const period = { from: asked.from, to: asked.to >= now ? dayUp(asked.to) : asked.to };
  const [dayFrom, dayTo] = [dayUp(period.from), dayDown(period.to)];
  const days = dayFrom < dayTo ? { from: dayFrom, to: dayTo } : null;
  const beside = days ? [...some(period.from, dayFrom), ...some(dayTo, period.to)] : some(period.from, period.to);
  if (!byHour) return { days, hours: [], rest: beside };
  const hours = beside.flatMap(({ from, to }) => some(hourUp(from), hourDown(to)));
  const rest = beside.flatMap((part) => {
    const [first, last] = [hourUp(part.from), hourDown(part.to)];
    return first > last ? [part] : [...some(part.from, first), ...some(last, part.to)];
  });
  return { days, hours, rest };
}
