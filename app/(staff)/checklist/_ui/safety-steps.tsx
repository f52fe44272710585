"use client";

import { useTranslations } from "next-intl";
import { Banner } from "#app/_ui/surface.tsx";
import type { Simulation } from "../_lib/queries.ts";

/** Which safety rule took what away. These rules are code: no version can change them. */
export function SafetySteps({ steps }: { steps: Simulation["safety"] }) {
  const t = useTranslations("checklist.simulator");
  const advice = (tags: readonly string[]) => tags.map((tag) => t(`tag.${tag}` as "tag.WAIT"));
  if (steps.length === 0) return <p className="text-sm text-muted">{t("safetyNothing")}</p>;
  return (
    <Banner tone="accent" title={t("safety")}>
      <ul className="mt-1 grid gap-1 text-sm">
        {steps.map(({ rule, tookRemedies, tookAdvice, added, kind }) => (
          <li key={rule}>
            <span className="font-medium">{t("ruleName", { rule: t(`rule.${rule}`) })}</span>
            {tookRemedies.length + tookAdvice.length > 0
              ? ` ${t("took", { what: [...tookRemedies, ...advice(tookAdvice)].join(t("comma")) })}`
              : ""}
            {added.length > 0 ? ` ${t("added", { what: advice(added).join(t("comma")) })}` : ""}
            {kind ? ` ${t("becomes", { outcome: t(`outcome.${kind}` as "outcome.wait") })}` : ""}
          </li>
        ))}
      </ul>
    </Banner>
  );
}
