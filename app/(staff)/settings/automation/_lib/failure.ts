"use client";

import { useTranslations } from "next-intl";
import { failureOf } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";

/** Words for a failure about rules; general ones for the rest. */
export function useRuleFailure(): (error: unknown) => string {
  const t = useTranslations("automation.errors");
  const general = useFailureText();
  return (error) => {
    const key = failureOf(error).code as Parameters<typeof t.has>[0];
    return t.has(key) ? t(key as "RULE_NOT_FOUND") : general(error);
  };
}

/** Why a rule did not do its part, by the code that was kept; the code itself where there are no words for it. */
export function useRefusalText(): (code: string) => string {
  const t = useTranslations("automation.errors");
  const desk = useTranslations("desk.errors");
  return (code) => {
    const key = code as Parameters<typeof t.has>[0] & Parameters<typeof desk.has>[0];
    return t.has(key) ? t(key as "RULE_NOT_FOUND") : desk.has(key) ? desk(key as "OFFLINE") : code;
  };
}
