"use client";

import { useLocale, useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { type DryRun, type DryRunCount, type RuleSet, riskEffects } from "#server/risk/schemas.ts";

/** What rules would have done to the last 30 days, rule by rule. */
export function DryRunReport({ report, set }: { report: DryRun; set: RuleSet }) {
  const t = useTranslations("riskRules");
  const locale = useLocale();
  const time = (iso: string) => exactTime(new Date(iso), locale);
  const rows = set.rules.filter(({ id }) => (report.byRule[id]?.hits ?? 0) > 0);
  const effects = riskEffects
    .filter((effect) => report.byEffect[effect] > 0)
    .map((effect) => `${t(`effect.${effect}`)} ${report.byEffect[effect]}`);
  return (
    <section aria-label={t("dry.title")} className="grid gap-2">
      <p className="text-sm text-muted tabular">
        {t("dry.lead", { orders: report.orders, from: time(report.from), to: time(report.to) })}
        {report.cut ? ` ${t("dry.cut")}` : ""}
      </p>
      {report.total.hits === 0 ? (
        <p>{t("dry.none")}</p>
      ) : (
        <>
          <Table aria-label={t("dry.title")}>
            <thead>
              <tr>
                <Th>{t("dry.rule")}</Th>
                {(["hits", "cleared", "upheld", "complained", "precision"] as const).map((name) => (
                  <Th key={name} align="right">
                    {t(`dry.${name}`)}
                  </Th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ id, name }) => (
                <Counted key={id} name={name} count={report.byRule[id] as DryRunCount} />
              ))}
              <Counted name={t("dry.total")} count={report.total} strong />
            </tbody>
          </Table>
          <p className="text-sm text-muted">{t("dry.effects", { list: effects.join(" · ") })}</p>
          <p className="text-sm text-muted">{t("dry.hint")}</p>
        </>
      )}
    </section>
  );
}

function Counted({ name, count, strong = false }: { name: string; count: DryRunCount; strong?: boolean }) {
  const share = count.precision === null ? "–" : `${Math.round(count.precision * 1_000) / 10}%`;
  return (
    <Tr className={strong ? "font-semibold" : ""}>
      <Td>{name}</Td>
      <Td align="right">{count.hits}</Td>
      <Td align="right">{count.cleared}</Td>
      <Td align="right">{count.upheld}</Td>
      <Td align="right">{count.complained}</Td>
      <Td align="right">{share}</Td>
    </Tr>
  );
}
