import { useLocale, useTranslations } from "next-intl";
import { EmptyState } from "#app/_ui/surface.tsx";
import { type ChecklistReport, type ManagerOverview, runEnds } from "#server/metrics/schemas.ts";
import { runsHref } from "../_lib/drill.ts";
import { useDefinition } from "../_lib/use-definition.ts";
import { percent } from "./attainment.tsx";
import { NumberCard, trendOf } from "./number-card.tsx";

type Props = { data: ChecklistReport; period: ManagerOverview["period"] };

/** What the checklist solves by itself, and how often it is right. */
export function Checklist({ data, period }: Props) {
  const t = useTranslations("manager.checklist");
  if (data.started === 0 && data.accuracy.judged === 0) return <EmptyState title={t("none")} />;
  return (
    <div className="grid items-start gap-6 xl:grid-cols-2">
      <Numbers data={data} period={period} />
      <section className="min-w-0 rounded-md border border-line bg-surface p-4">
        <h3 className="font-medium">{t("ends")}</h3>
        <p className="mb-4 text-xs text-muted">{t("endsHint")}</p>
        <ul className="grid gap-2">
          {runEnds.map((end) => (
            <li key={end} className="flex items-baseline justify-between gap-4">
              <span>{t(`end.${end}`)}</span>
              <span className="flex items-baseline gap-3 tabular">
                <span className="text-sm text-muted">
                  {data.started === 0 ? "–" : percent(data.ends[end] / data.started)}
                </span>
                <a className="min-w-10 text-right font-medium hover:underline" href={runsHref(period, end)}>
                  {data.ends[end]}
                </a>
              </span>
            </li>
          ))}
        </ul>
        {data.provisional ? <p className="mt-4 text-sm text-muted">{t("provisional")}</p> : null}
      </section>
    </div>
  );
}

function Numbers({ data, period }: Props) {
  const t = useTranslations("manager");
  const locale = useLocale();
  const points = (diff: number) => t("card.points", { n: `${diff > 0 ? "+" : ""}${(diff * 100).toFixed(1)}` });
  const share = (now: number | null, before: number | null) =>
    now === null || before === null ? undefined : trendOf(now, before, "up", points);
  const { previous, accuracy, ends } = data;
  const number = (value: number | null) =>
    value === null ? "–" : value.toLocaleString(locale, { maximumFractionDigits: 2 });
  const small = (text: string) => <span className="text-sm text-muted">{text}</span>;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <NumberCard
        {...useDefinition("checklist.deflection")}
        value={percent(data.deflection)}
        href={runsHref(period, "person")}
        previous={previous.deflection === null ? undefined : percent(previous.deflection)}
        trend={share(data.deflection, previous.deflection)}
        aside={small(t("checklist.of", { n: ends.person + ends.ledger, total: data.concluded }))}
      />
      <NumberCard
        {...useDefinition("checklist.accuracy")}
        value={percent(accuracy.ratio)}
        href="/checklist/learning"
        previous={accuracy.previous.ratio === null ? undefined : percent(accuracy.previous.ratio)}
        trend={share(accuracy.ratio, accuracy.previous.ratio)}
        aside={small(t("checklist.judged", { n: accuracy.judged }))}
      />
      <NumberCard
        {...useDefinition("checklist.questions")}
        value={number(data.meanQuestions)}
        previous={previous.meanQuestions === null ? undefined : number(previous.meanQuestions)}
        trend={
          data.meanQuestions === null || previous.meanQuestions === null
            ? undefined
            : trendOf(data.meanQuestions, previous.meanQuestions, "down", (diff) => number(diff))
        }
      />
      <NumberCard
        {...useDefinition("checklist.started")}
        value={data.started.toLocaleString(locale)}
        href={runsHref(period)}
        previous={previous.started.toLocaleString(locale)}
        trend={trendOf(data.started, previous.started, null, (diff) => number(diff))}
      />
    </div>
  );
}
