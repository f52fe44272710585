"use client";

import { useLocale, useTranslations } from "next-intl";
import { Badge } from "#app/_ui/badge.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { formatFen } from "#server/core/money.ts";
import type { RuleSet } from "#server/risk/schemas.ts";
import { ruleName } from "../_lib/rule-name.ts";
import { EffectBadge } from "./effect-badge.tsx";
import { useConditionText } from "./rule-words.ts";

/** A set of rules to read: every rule with its condition and what then happens, and what holds for all of them. */
export function RuleTable({ set }: { set: RuleSet }) {
  const t = useTranslations("riskRules");
  const locale = useLocale();
  const condition = useConditionText();
  const { allowance } = set;
  const orNone = (fen: number | null) => (fen === null ? t("general.unlimited") : formatFen(fen));
  return (
    <>
      <Table aria-label={t("table.label")}>
        <thead>
          <tr>
            <Th>{t("table.name")}</Th>
            <Th>{t("table.family")}</Th>
            <Th>{t("table.condition")}</Th>
            <Th>{t("table.effect")}</Th>
          </tr>
        </thead>
        <tbody>
          {set.rules.map((rule) => (
            <Tr key={rule.id}>
              <Td
                className={
                  rule.enabled
                    ? "min-w-40 font-medium first-letter:uppercase"
                    : "min-w-40 text-faint first-letter:uppercase"
                }
              >
                {ruleName(rule.name, locale)} {rule.enabled ? null : <Badge>{t("table.off")}</Badge>}
              </Td>
              <Td className="whitespace-nowrap">{t(`family.${rule.family}`)}</Td>
              <Td className="min-w-64 tabular first-letter:uppercase">{condition(rule)}</Td>
              <Td>
                <EffectBadge effect={rule.effect} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <ul className="mt-3 grid gap-1 text-sm text-muted tabular">
        <li>{t("general.softLine", { below: formatFen(set.softBelowFen), score: set.trustedFrom })}</li>
        <li>
          {t("general.allowanceLine", {
            lowest: formatFen(allowance.lowestFen),
            middle: formatFen(allowance.middleFen),
            highest: formatFen(allowance.highestFen),
            times: allowance.dailyTimes,
          })}
        </li>
        <li>
          {t("general.hardLine", { single: orNone(allowance.hardSingleFen), daily: orNone(allowance.hardDailyFen) })}
        </li>
      </ul>
    </>
  );
}
