const DAY_MS = 86_400_000;
/** Asia/Shanghai has kept one offset all year since 1992. */
const BEIJING_MS = 8 * 3_600_000;
const MAX_DAYS = 366;
export const presets = [7, 30] as const;

export type Range = {
  from: Date;
  to: Date;
  /** Which preset it is; null when the days were chosen. */
  preset: (typeof presets)[number] | null;
  /** The first and last day in it, as the form shows them. */
  firstDay: string;
  lastDay: string;
};

/** The moment a Beijing day begins. */
const dayStart = (day: string): Date => new Date(`${day}T00:00:00+08:00`);
/** The Beijing day of a moment. */
export const dayOf = (at: Date): string => new Date(at.getTime() + BEIJING_MS).toISOString().slice(0, 10);

/** True for the moment at which a Beijing day begins. */
export const isDayStart = (at: Date): boolean => dayStart(dayOf(at)).getTime() === at.getTime();

const isDay = (value: string | undefined): value is string =>
  value !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(dayStart(value).getTime());

/**
 * The time that the page is about, from its address. Days are Beijing's and whole; the last ends now when it is today.
 * Anything that makes no sense is the last seven days.
 */
export function readRange(
  query: { days?: string | undefined; from?: string | undefined; to?: string | undefined },
  now: Date,
): Range {
  const today = dayOf(now);
  if (isDay(query.from) && isDay(query.to)) {
    // ISO days compare as text.
    const lastDay = [query.to, today].toSorted()[0] ?? today;
    const days = (dayStart(lastDay).getTime() - dayStart(query.from).getTime()) / DAY_MS + 1;
    if (days >= 1 && days <= MAX_DAYS) return build(query.from, lastDay, null, now);
  }
  const preset = presets.find((each) => String(each) === query.days) ?? 7;
  return build(dayOf(new Date(now.getTime() - (preset - 1) * DAY_MS)), today, preset, now);
}

function build(firstDay: string, lastDay: string, preset: Range["preset"], now: Date): Range {
  const end = new Date(dayStart(lastDay).getTime() + DAY_MS);
  return { from: dayStart(firstDay), to: end > now ? now : end, preset, firstDay, lastDay };
}
