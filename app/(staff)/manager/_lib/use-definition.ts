import { useLocale } from "next-intl";
import { metricDefinition } from "#server/metrics/index.ts";

/** What a number is called and means: the words that stand beside its computation. */
export function useDefinition(metric: string): { label: string; definition: string } {
  const locale = useLocale();
  const text = metricDefinition(metric, locale);
  return { label: text?.title ?? metric, definition: text?.text ?? "" };
}
