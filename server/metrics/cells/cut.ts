import { HOUR_MS } from "#server/core/clock.ts";
import type { Period } from "#server/tickets/index.ts";
import { dayNumberOf, dayStart, weekOf } from "../period.ts";
import type { MetricGrain } from "./schemas.ts";

/**
 * A period by how finely it has to be looked at: whole days, whole hours beside them, what is left at its ends, and what has to be
 * taken off again, because nearly a whole hour or day was asked for and all of it was taken.
 */
export type Cut = { days: Period | null; hours: Period[]; rest: Period[]; less: Period[] };

type Grain = { down: (at: Date) => Date; up: (at: Date) => Date };

const some = (from: Date, to: Date): Period[] => (from < to ? [{ from, to }] : []);
const hour: Grain = {
  down: (at) => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS),
  up: (at) => new Date(Math.ceil(at.getTime() / HOUR_MS) * HOUR_MS),
};
const day: Grain = {
  down: (at) => dayStart(dayNumberOf(at)),
  up: (at) => {
    const down = day.down(at);
    return down.getTime() === at.getTime() ? down : dayStart(dayNumberOf(at) + 1);
  },
};

/**
 * Cuts a period so that few tickets have to be looked at. Nothing happens after now: a period that ends now or later ends with its day,
 * and of one that ended a moment ago this moment is taken off the day.
 * @param byHour whether hours are kept of what is asked for; else what is no whole day is looked at ticket by ticket
 */
export function cutPeriod(asked: Period, now: Date, byHour: boolean): Cut {
  const period = { from: asked.from, to: asked.to >= now ? day.up(asked.to) : asked.to };
  const { whole, rest, less } = wholesOf(period, now, byHour ? hour : day);
  if (!whole) return { days: null, hours: [], rest, less };
  const [dayFrom, dayTo] = [day.up(whole.from), day.down(whole.to)];
  const days = dayFrom < dayTo ? { from: dayFrom, to: dayTo } : null;
  const hours = days ? [...some(whole.from, dayFrom), ...some(dayTo, whole.to)] : [whole];
  return { days, hours, rest, less };
}

/** A time that is answered by cells of one grain. */
export type Span = Period & { grain: MetricGrain };

/**
 * Which cells answer what was cut.
 * @param byWeek whether days may be taken a week at a time, which they may not where they are told apart
 */
export function spansOf({ days, hours }: Pick<Cut, "days" | "hours">, byWeek: boolean): Span[] {
  const ofHours = hours.map((part): Span => ({ grain: "hour", ...part }));
  if (!days) return ofHours;
  if (!byWeek) return [{ grain: "day", ...days }, ...ofHours];
  const first = dayNumberOf(days.from);
  const monday = dayStart(weekOf(first) === first ? first : weekOf(first) + 7);
  const weeksEnd = dayStart(weekOf(dayNumberOf(days.to)));
  if (monday >= weeksEnd) return [{ grain: "day", ...days }, ...ofHours];
  return [
    { grain: "week", from: monday, to: weeksEnd },
    ...some(days.from, monday).map((part): Span => ({ grain: "day", ...part })),
    ...some(weeksEnd, days.to).map((part): Span => ({ grain: "day", ...part })),
    ...ofHours,
  ];
}

/** Begins and ends with a whole one at whichever side of it less has happened in between. */
function wholesOf({ from, to }: Period, now: Date, { down, up }: Grain) {
  const first = from.getTime() - down(from).getTime() < up(from).getTime() - from.getTime() ? down(from) : up(from);
  const soFar = up(to) < now ? up(to) : now;
  const last = soFar.getTime() - to.getTime() < to.getTime() - down(to).getTime() ? up(to) : down(to);
  if (first >= last || from >= to) return { whole: null, rest: some(from, to), less: [] };
  return {
    whole: { from: first, to: last },
    rest: [...some(from, first), ...some(last, to)],
    less: [...some(first, from), ...some(to, last)],
  };
}
