const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/**
 * "3 minutes ago", "in 2 hours", in the language given. Under ten seconds it is "just now".
 * @param at the instant; @param now the reader's present
 */
export function relativeTime(at: Date, now: Date, locale: string): string {
  const diff = at.getTime() - now.getTime();
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (Math.abs(diff) < 10_000)
    return diff > 0 ? format.format(0, "second") : locale.startsWith("zh") ? "刚刚" : "just now";
  for (const [unit, ms] of UNITS) {
    if (Math.abs(diff) >= ms) return format.format(Math.trunc(diff / ms), unit);
  }
  return format.format(0, "second");
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Date and time in Beijing time, to the minute, short enough for a phone. */
export function exactTime(at: Date, locale: string): string {
  let format = formats.get(locale);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, {
      timeZone: "Asia/Shanghai",
      year: "numeric",
      month: "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(locale, format);
  }
  return format.format(at);
}

/**
 * Date and time in Beijing time, to the minute, for columns of tables: without the year while it is this one.
 * @param at the instant; @param now the reader's present
 */
export function shortTime(at: Date, now: Date, locale: string): string {
  const year = (date: Date) => new Date(date.getTime() + BEIJING_MS).getUTCFullYear();
  if (year(at) !== year(now)) return exactTime(at, locale);
  let format = shortFormats.get(locale);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, {
      ...{ timeZone: "Asia/Shanghai", month: "short", day: "numeric" },
      ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    });
    shortFormats.set(locale, format);
  }
  return format.format(at);
}
const BEIJING_MS = 8 * 3_600_000;
const shortFormats = new Map<string, Intl.DateTimeFormat>();

const days = new Map<string, Intl.DateTimeFormat>();

/** The day in Beijing time. */
export function exactDay(at: Date, locale: string): string {
  let format = days.get(locale);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, {
      ...{ timeZone: "Asia/Shanghai", year: "numeric", month: "short", day: "numeric" },
    });
    days.set(locale, format);
  }
  return format.format(at);
}

/** mm:ss, or h:mm:ss from an hour on; never below zero. */
export function clockText(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / 1_000));
  const two = (n: number) => n.toString().padStart(2, "0");
  const [h, m, s] = [Math.floor(total / 3_600), Math.floor(total / 60) % 60, total % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}
