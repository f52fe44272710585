"use client";

import { useLocale, useTranslations } from "next-intl";
import { Badge } from "#app/_ui/badge.tsx";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Card, Facts } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { formatFen } from "#server/core/money.ts";
import { type CustomerRisk, moneySignals, type RiskHitView, type ScorePart } from "#server/risk/schemas.ts";
import { ruleName } from "../../rules/_lib/rule-name.ts";
import { EffectBadge } from "../../rules/_ui/effect-badge.tsx";

/** Score, limits and what a payment would meet. */
export function Profile({ risk }: { risk: CustomerRisk }) {
  const t = useTranslations("riskRules.customers");
  const effects = useTranslations("riskRules.effect");
  const { limits } = risk;
  const limit = (fen: number, by: CustomerRisk["limits"]["singleBy"]) => (
    <>
      <Money fen={fen} /> <span className="text-sm font-normal text-muted">{t(`by.${by}`)}</span>
    </>
  );
  return (
    <div className="mt-6 grid gap-6 lg:grid-cols-2">
      <Card aria-labelledby="score">
        <h2 id="score" className="font-semibold">
          {t("score")}
        </h2>
        <p className="flex items-baseline gap-2">
          <span className="text-4xl font-semibold tabular">{risk.score}</span>
          <span className="text-muted">{t("of")}</span>
        </p>
        <Facts
          className="mt-3"
          items={[
            { label: t("single"), value: limit(limits.singleFen, limits.singleBy) },
            { label: t("daily"), value: limit(limits.dailyFen, limits.dailyBy) },
            { label: t("today"), value: <Money fen={risk.paidTodayFen} /> },
            { label: t("orders"), value: risk.orders },
            { label: t("last"), value: risk.lastOrderAt ? <RelativeTime at={risk.lastOrderAt} /> : "–" },
          ]}
        />
      </Card>
      <Card aria-labelledby="tried">
        <h2 id="tried" className="font-semibold">
          {t("tried", { amount: formatFen(risk.tried.amountFen) })}
        </h2>
        {risk.tried.hits.length === 0 ? (
          <p className="mt-2 text-muted">{t("noHits")}</p>
        ) : (
          <>
            <ul className="mt-2 divide-y divide-line">
              {risk.tried.hits.map((hit) => (
                <Hit key={hit.id} hit={hit} />
              ))}
            </ul>
            <p className="mt-3 text-sm">{t("told", { effect: effects(risk.tried.effect ?? "none") })}</p>
          </>
        )}
      </Card>
      <section aria-labelledby="parts" className="min-w-0 lg:col-span-2">
        <h2 id="parts" className="mb-2 font-semibold">
          {t("parts")}
        </h2>
        <Parts parts={risk.parts} />
      </section>
    </div>
  );
}

function Hit({ hit }: { hit: RiskHitView }) {
  const locale = useLocale();
  const t = useTranslations("riskRules");
  const shown = (value: number) =>
    moneySignals.includes(hit.signal) ? formatFen(value) : String(Math.round(value * 100) / 100);
  return (
    <li className="py-2.5">
      <p className="flex flex-wrap items-center justify-between gap-2">
        <span className="font-medium">{ruleName(hit.name, locale)}</span>
        <EffectBadge effect={hit.effect} />
      </p>
      <p className="text-sm text-muted tabular">
        {t(`family.${hit.family}`)} ·{" "}
        {t("customers.measured", { measured: shown(hit.measured), threshold: shown(hit.threshold) })}
        {hit.softenedTo === hit.effect
          ? ""
          : ` · ${t("customers.softened", { effect: t(`effect.${hit.softenedTo ?? "none"}`) })}`}
      </p>
    </li>
  );
}

function Parts({ parts }: { parts: readonly ScorePart[] }) {
  const t = useTranslations("riskRules.customers");
  const fact = ({ part, fact: value }: ScorePart) => {
    if (part === "base") return "";
    if (value === null) return t("none");
    return typeof value === "boolean" ? t(value ? "yes" : "no") : String(value);
  };
  return (
    <Table aria-label={t("parts")}>
      <thead>
        <tr>
          <Th>{t("parts")}</Th>
          <Th align="right">{t("fact")}</Th>
          <Th align="right">{t("points")}</Th>
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <Tr key={part.part}>
            <Td>
              {t(`part.${part.part}`)} {part.corrected ? <Badge tone="accent">{t("corrected")}</Badge> : null}
            </Td>
            <Td align="right">{fact(part)}</Td>
            <Td align="right">{part.points > 0 && part.part !== "base" ? `+${part.points}` : part.points}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
