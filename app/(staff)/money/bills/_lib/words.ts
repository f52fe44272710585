"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Tone } from "#app/_ui/badge.tsx";
import type { Bill } from "#server/bills/schemas.ts";

export const openOf = (bill: Bill): number => bill.mismatches.reduce((sum, { open }) => sum + open, 0);

/** What a bill's state is called and which colour it has: what waits for a person is not well. */
export function useBillState(): (bill: Bill) => { tone: Tone; label: string } {
  const t = useTranslations("bills.state");
  return (bill) => {
    if (bill.state === "failed") return { tone: "broken", label: t("failed") };
    if (bill.state === "running") return { tone: "accent", label: t("running") };
    if (bill.state === "done") return { tone: openOf(bill) > 0 ? "wait" : "ok", label: t("done") };
    return { tone: "neutral", label: bill.error === null ? t("pending") : t("waiting") };
  };
}

/** A day as people say it: month and day, in the reader's language. */
export function useDayText(): (day: string, style?: "short" | "long") => string {
  const locale = useLocale();
  return (day, style = "long") => {
    const parts =
      style === "short"
        ? ({ month: "numeric", day: "numeric" } as const)
        : ({ year: "numeric", month: "short", day: "numeric", weekday: "short" } as const);
    return new Intl.DateTimeFormat(locale, { ...parts, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
  };
}

/** Why a bill waits or failed, in words. */
export function useBillError(): (error: NonNullable<Bill["error"]>) => string {
  const t = useTranslations("bills.error");
  return ({ code, line }) => {
    const key = code as Parameters<typeof t.has>[0];
    const known = code !== "line" && code !== "detail" && t.has(key);
    const words = known ? t(key as "INTERNAL") : t("gateway", { code });
    return line === null ? words : t("line", { line, words });
  };
}
