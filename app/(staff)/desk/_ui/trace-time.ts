const cache = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}${JSON.stringify(options)}`;
  const known = cache.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone: "Asia/Shanghai", ...options });
  cache.set(key, known);
  return known;
}

/** The day in Beijing time. */
export const dayOf = (at: Date, locale: string): string =>
  format(locale, { year: "numeric", month: "short", day: "numeric", weekday: "short" }).format(at);

/** The time of day to the second: on a clock the order of things within a minute counts. */
export const timeOf = (at: Date, locale: string): string =>
  format(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(at);

/** How long, in the two largest units that say something. */
export function spanOf(ms: number, locale: string): string {
  const seconds = Math.round(ms / 1_000);
  const parts = { days: Math.floor(seconds / 86_400), hours: Math.floor(seconds / 3_600) % 24 };
  const rest = { minutes: Math.floor(seconds / 60) % 60, seconds: seconds % 60 };
  const two = Object.entries({ ...parts, ...rest }).filter(([, n]) => n > 0);
  const shown = two.slice(0, 2).map(([unit, n]) => unitOf(n, unit, locale));
  return shown.join(locale === "en" ? " " : "");
}

const unitOf = (n: number, unit: string, locale: string): string =>
  new Intl.NumberFormat(locale, { style: "unit", unit: unit.slice(0, -1), unitDisplay: "short" }).format(n);
