"use client";

import { useTranslations } from "next-intl";
import { failureOf } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";

/** Words for a failure about shifts; general ones for the rest. */
export function useShiftFailure(): (error: unknown) => string {
  const t = useTranslations("shifts.errors");
  const general = useFailureText();
  return (error) => {
    const key = failureOf(error).code as Parameters<typeof t.has>[0];
    return t.has(key) ? t(key as "SHIFT_OVERLAPS") : general(error);
  };
}
