import type { Db } from "#db/client.ts";
import type { TimelineRow } from "../schemas.ts";

/** Rows of one lane at most: the newest. */
export const MAX_ROWS = 200;
/** Clocks of others differ a little; more than this is worth saying. */
const SKEW_MS = 5_000;

export type Locale = "zh-CN" | "en";
/** What a lane is asked for. */
export type LaneCall = {
  reader: Db;
  orderNo: string;
  customerId: string;
  /** The shop's numbers of the order's payments. */
  payments: readonly string[];
  /** The tickets that speak for the order. */
  tickets: readonly { id: string; number: string }[];
  locale: Locale;
  /** What a channel is called here, by its code. */
  channelNameOf: (code: string) => string;
};
/** A lane's rows, and whether there were more than it gives. */
export type LaneRows = { rows: TimelineRow[]; cut: boolean };

type Given = Pick<TimelineRow, "id" | "lane" | "kind" | "title"> & { at: Date } & Partial<Omit<TimelineRow, "at">>;

/** A row with nothing said where nothing is known. */
export function row({ at, ...given }: Given): TimelineRow {
  return {
    ...{ tone: "info", detail: null, amountFen: null, lateMs: null, by: null, ref: null, state: null, verified: null },
    ...given,
    at: at.toISOString(),
  };
}

/** @returns how late something reached us, when that is more than clocks differ by */
export function lateBy(occurredAt: Date, receivedAt: Date): number | null {
  const ms = receivedAt.getTime() - occurredAt.getTime();
  return Math.abs(ms) > SKEW_MS ? ms : null;
}

/** Of rows read newest first and one too many. */
export const newest = <T>(read: readonly T[]): { kept: readonly T[]; cut: boolean } => ({
  kept: read.slice(0, MAX_ROWS),
  cut: read.length > MAX_ROWS,
});

/** Who did it: a person by name, the system and customers by what they are. */
export const who = (kind: string, name: string, locale: Locale): string =>
  kind === "system" ? pick(locale, "系统", "System") : kind === "customer" ? pick(locale, "客户", "Customer") : name;

export const pick = (locale: Locale, zh: string, en: string): string => (locale === "en" ? en : zh);
export const joined = (...parts: (string | null | undefined | false)[]): string | null =>
  parts.filter((part) => typeof part === "string" && part !== "").join(" · ") || null;
