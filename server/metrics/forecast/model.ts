/**
 * What tomorrow brings, from what came before: for each hour the middle of what the same hour of like days brought in the last six
 * weeks, raised or lowered to the level of the last two. Holidays are like Sundays, and days worked in exchange like the weekday whose
 * hours they have. Pure: history, calendar and origin are arguments, and nothing after the origin is looked at.
 */

/** Arrivals by hour, counted from 1970 UTC; hours without any may be left out. */
export type Arrivals = ReadonlyMap<number, number>;
/** What a day is like: 1 is Monday, 7 is Sunday. By its number, counted from 1970 where the clocks are. */
export type DayLike = (day: number) => number;

export type Setting = {
  arrivals: Arrivals;
  like: DayLike /** The first hour of which anything is known. */;
  firstHour: number;
};

export const WEEKS = 6;
export const LEVEL_DAYS = 14;
/** Less history than this tells no pattern of weeks. */
export const LEAST_DAYS = 21;
export const ERROR_DAYS = 28;
/** Where the clocks are, in hours ahead of UTC: Shanghai, all year. */
const AHEAD = 8;

export const dayOfHour = (hour: number): number => Math.floor((hour + AHEAD) / 24);
export const firstHourOf = (day: number): number => day * 24 - AHEAD;

/** The middle of some counts: their mean without the least and the most of them, so that one outage is no pattern. */
export function middle(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const kept = sorted.length >= 4 ? sorted.slice(1, -1) : sorted;
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

/**
 * Forecasts whole days.
 * @param origin the first day that is not known: only hours before it are looked at
 * @param days how many days, from the origin on
 * @returns expected arrivals by hour; null when there is too little history
 */
export function forecast(setting: Setting, origin: number, days: number): Map<number, number> | null {
  if (origin - dayOfHour(setting.firstHour) < LEAST_DAYS) return null;
  const shape = shapeOf(setting, origin);
  const level = levelOf(setting, origin, shape);
  const expected = new Map<number, number>();
  for (let day = origin; day < origin + days; day++) {
    for (let h = 0; h < 24; h++) expected.set(firstHourOf(day) + h, shape(setting.like(day), h) * level);
  }
  return expected;
}

type Shape = (like: number, hourOfDay: number) => number;

/** What an hour of a like day brings. Where no like day is known yet it is what that hour brings on any. */
function shapeOf({ arrivals, like, firstHour }: Setting, origin: number): Shape {
  const seen = new Map<string, number[]>();
  const first = Math.max(origin - WEEKS * 7, dayOfHour(firstHour) + 1);
  for (let day = first; day < origin; day++) {
    for (let h = 0; h < 24; h++) {
      const n = arrivals.get(firstHourOf(day) + h) ?? 0;
      for (const key of [`${like(day)} ${h}`, ` ${h}`]) {
        const values = seen.get(key);
        if (values) values.push(n);
        else seen.set(key, [n]);
      }
    }
  }
  const middles = new Map([...seen].map(([key, values]) => [key, middle(values)]));
  return (day, h) => middles.get(`${day} ${h}`) ?? middles.get(` ${h}`) ?? 0;
}

/** How much more or less the last two weeks brought than their shape says: the middle of their days, so that one day does not raise it. */
function levelOf({ arrivals, like, firstHour }: Setting, origin: number, shape: Shape): number {
  const ratios: number[] = [];
  for (let day = Math.max(origin - LEVEL_DAYS, dayOfHour(firstHour) + 1); day < origin; day++) {
    let [came, shaped] = [0, 0];
    for (let h = 0; h < 24; h++) {
      came += arrivals.get(firstHourOf(day) + h) ?? 0;
      shaped += shape(like(day), h);
    }
    if (shaped > 0) ratios.push(came / shaped);
  }
  return ratios.length === 0 ? 1 : Math.min(4, Math.max(0.25, middle(ratios)));
}

export type Errors = {
  /** Days that were forecast from what was known the evening before. */
  days: number;
  /** Σ|expected − came| ÷ Σ came, by hour. */
  wape: number | null;
  /** The same by day: what is too many in one hour and too few in the next cancels out. */
  dailyWape: number | null;
  /** Σ(expected − came) ÷ Σ came: above zero it forecasts too much. */
  bias: number | null;
  /** The error of who takes each hour as it was a week before. */
  naiveWape: number | null;
};

/** How far off the last days' forecasts were, each made with what was known before it. */
export function errorsOf(setting: Setting, origin: number): Errors {
  const sums = { came: 0, off: 0, dailyOff: 0, over: 0, naiveOff: 0 };
  let days = 0;
  for (let day = origin - ERROR_DAYS; day < origin; day++) {
    const expected = forecast(setting, day, 1);
    if (!expected) continue;
    days++;
    let dayOver = 0;
    for (const [hour, value] of expected) {
      const n = setting.arrivals.get(hour) ?? 0;
      sums.came += n;
      sums.off += Math.abs(value - n);
      dayOver += value - n;
      sums.naiveOff += Math.abs((setting.arrivals.get(hour - 7 * 24) ?? 0) - n);
    }
    sums.over += dayOver;
    sums.dailyOff += Math.abs(dayOver);
  }
  const share = (sum: number) => (sums.came === 0 ? null : sum / sums.came);
  return {
    days,
    wape: share(sums.off),
    dailyWape: share(sums.dailyOff),
    bias: share(sums.over),
    naiveWape: share(sums.naiveOff),
  };
}
