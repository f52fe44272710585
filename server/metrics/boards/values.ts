import type { Stat } from "./schemas.ts";
import type { BoardLocale } from "./words.ts";

/** A number as people read it. Pure. */

const NOTHING = "–";

/** A length of time, to what matters of it. */
export function spanText(ms: number | null, locale: BoardLocale): string {
  if (ms === null) return NOTHING;
  const zh = locale === "zh-CN";
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return zh ? `${Math.round(ms / 1_000)} 秒` : `${Math.round(ms / 1_000)} s`;
  if (minutes < 60) return zh ? `${minutes} 分` : `${minutes} min`;
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  if (minutes < 48 * 60) return zh ? `${h} 小时 ${m} 分` : `${h} h ${m} min`;
  const [d, rest] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60)];
  return zh ? `${d} 天 ${rest} 小时` : `${d} d ${rest} h`;
}

export const percentText = (ratio: number | null): string =>
  ratio === null ? NOTHING : `${(ratio * 100).toFixed(1)}%`;

const yuan = (fen: number) => (fen / 100).toFixed(2);

export function valueText(value: number | null, stat: Stat, locale: BoardLocale): string {
  if (value === null) return NOTHING;
  switch (stat) {
    case "count":
      return value.toLocaleString(locale);
    case "number":
      return value.toFixed(1);
    case "amount":
      return `¥${(value / 100).toLocaleString(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
    case "ratio":
    case "share":
    case "cumulative":
      return percentText(value);
    case "median":
    case "p90":
    case "mean":
      return spanText(value, locale);
  }
}

/** For spreadsheets: plain numbers; amounts in yuan, durations in seconds, ratios from 0 to 1. */
export function plainValue(value: number | null, stat: Stat): string {
  if (value === null) return "";
  switch (stat) {
    case "count":
      return String(value);
    case "number":
      return String(Math.round(value * 100) / 100);
    case "amount":
      return yuan(value);
    case "ratio":
    case "share":
    case "cumulative":
      return String(Math.round(value * 10_000) / 10_000);
    case "median":
    case "p90":
    case "mean":
      return String(Math.round(value / 1_000));
  }
}
