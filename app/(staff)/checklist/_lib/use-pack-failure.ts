"use client";

import { useLocale, useTranslations } from "next-intl";
import { useCallback } from "react";
import { failureOf } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { ShownProblem } from "#server/diagnosis/schemas.ts";

export type PackFailure = { text: string; problems: { path: string; text: string; line: number | null }[] };

/** Words for what went wrong with a pack: one line, and a line for each problem where the server named them. */
export function usePackFailure(): (error: unknown) => PackFailure {
  const t = useTranslations("checklist.errors");
  const locale = useLocale();
  const other = useFailureText();
  return useCallback(
    (error) => {
      const { code, details } = failureOf(error);
      const key = code as Parameters<typeof t.has>[0];
      const named = Array.isArray(details.problems) ? (details.problems as ShownProblem[]) : [];
      const problems = named.map(({ path, message, line }) => ({ path, text: message[locale], line: line ?? null }));
      return { text: t.has(key) ? t(key as "PACK_INVALID") : other(error), problems };
    },
    [t, locale, other],
  );
}
