"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { failureOf } from "./trpc.ts";

/** Words for a failure: those for its code when there are some, else general ones with the id that the log has. */
export function useFailureText(): (error: unknown) => string {
  const t = useTranslations("desk.errors");
  return useCallback(
    (error) => {
      const { code, errorId } = failureOf(error);
      const key = code as Parameters<typeof t.has>[0];
      if (t.has(key)) return t(key as "OFFLINE");
      return errorId ? t("withId", { id: errorId.slice(-12) }) : t("general");
    },
    [t],
  );
}
