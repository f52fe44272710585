const LOCAL = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?$/;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** Reads "2024-05-12 16:43:00" as gateways write it, in Asia/Shanghai (which has no summer time); null for anything else. */
export function shanghaiTime(text: string | null | undefined): Date | null {
  const match = LOCAL.exec((text ?? "").trim());
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const millis = Number((match[7] ?? "0").padEnd(3, "0"));
  const utc = new Date(Date.UTC(year, month - 1, day, hour, minute, second, millis));
  const sane = utc.getUTCMonth() === month - 1 && utc.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return sane ? new Date(utc.getTime() - SHANGHAI_OFFSET_MS) : null;
}

/** Reads an RFC 3339 time; null for anything else. */
export function rfcTime(text: string | null | undefined): Date | null {
  if (!text || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(text)) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** The day of a moment in Asia/Shanghai, YYYY-MM-DD, and its hour there. */
export function shanghaiDay(at: Date): { day: string; hour: number } {
  const local = new Date(at.getTime() + SHANGHAI_OFFSET_MS);
  return { day: local.toISOString().slice(0, 10), hour: local.getUTCHours() };
}

/** True once gateways promise the bill of `day`: from ten in the morning of the day after. */
export function billIsDue(day: string, now: Date): boolean {
  const due = shanghaiTime(`${day} 00:00:00`);
  return due !== null && now.getTime() >= due.getTime() + 34 * 3_600_000;
}
