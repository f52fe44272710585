"use client";

import { useTranslations } from "next-intl";
import { formatFen } from "#server/core/money.ts";
import type { RiskRule } from "#server/risk/schemas.ts";
import { isMoney } from "../_lib/draft.ts";

/** A rule's condition in a sentence, numbers and all. For staff only. */
export function useConditionText(): (rule: RiskRule) => string {
  const t = useTranslations("riskRules.condition");
  const words = useTranslations("riskRules");
  const span = (minutes: number) =>
    minutes >= 60 && minutes % 60 === 0
      ? words("span.hours", { count: minutes / 60 })
      : words("span.minutes", { count: minutes });
  // What shops name besides stays as they wrote it.
  const source = (name: string) =>
    words.has(`source.${name}` as "source.loan") ? words(`source.${name}` as "source.loan") : name;
  return (rule) => {
    const { signal, threshold } = rule;
    const values: Record<string, string | number> = {
      threshold: isMoney(signal) ? formatFen(threshold) : String(threshold),
    };
    for (const [name, value] of Object.entries(rule)) {
      if (name === "minAmountFen") values[name] = formatFen(Number(value));
      else if (name === "sources" && Array.isArray(value)) values[name] = value.map(source).join(words("and"));
      else if (name === "windowMinutes") values.window = span(Number(value));
      else if (typeof value === "number" && name !== "threshold") values[name] = value;
    }
    return t(signal, values as never);
  };
}
