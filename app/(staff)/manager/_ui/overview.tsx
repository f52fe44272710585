import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { EmptyState } from "#app/_ui/surface.tsx";
import { formatFen } from "#server/core/money.ts";
import type {
  ChecklistReport,
  ManagerOverview,
  MetricCount,
  MetricDuration,
  MetricRate,
} from "#server/metrics/schemas.ts";
import { drillHref, recordsHref } from "../_lib/drill.ts";
import type { ManagerState } from "../_lib/state.ts";
import { useDefinition } from "../_lib/use-definition.ts";
import { Attainment, percent } from "./attainment.tsx";
import { Checklist } from "./checklist.tsx";
import { Days } from "./days.tsx";
import { NumberCard, trendOf } from "./number-card.tsx";
import { Pareto } from "./pareto.tsx";

type Props = {
  data: ManagerOverview;
  causes: Record<string, string>;
  checklist: ChecklistReport;
  state: ManagerState;
};
/** The numbers, of whom they are, and whether they are compared. */
type Told = Pick<Props, "data" | "state">;

/** Four questions in five minutes: do we keep the promise, where is the money, what broke, does the checklist help. */
export function Overview({ data, causes, checklist, state }: Props) {
  const t = useTranslations("manager");
  const causesText = useDefinition("cause");
  return (
    <div className="grid gap-10">
      <Block title={t("promise.title")}>
        <Promises data={data} state={state} />
      </Block>
      <Block title={t("well.title")}>
        <Rates data={data} state={state} />
      </Block>
      <Block title={t("money.title")}>
        <Money data={data} state={state} />
      </Block>
      <Block title={t("broke.title")}>
        <div className="grid items-start gap-6 xl:grid-cols-2">
          <Panel title={causesText.label} hint={`${causesText.definition} ${t("pareto.hint")}`}>
            {data.causes.length === 0 ? (
              <EmptyState title={t("pareto.empty")} />
            ) : (
              <Pareto causes={data.causes} titles={causes} period={data.period} slice={state.slice} />
            )}
          </Panel>
          <Panel title={t("days.title")} hint={t("days.definition")}>
            <Days days={data.days} />
          </Panel>
        </div>
      </Block>
      <Block title={t("checklist.title")}>
        <Checklist data={checklist} period={data.period} />
      </Block>
    </div>
  );
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-3 text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function Panel({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return (
    <section className="min-w-0 rounded-md border border-line bg-surface p-4">
      <h3 className="font-medium">{title}</h3>
      <p className="mb-4 text-xs text-muted">{hint}</p>
      {children}
    </section>
  );
}

/** Words for a length of time, to what matters of it. */
function useSpan(): (ms: number | null) => string {
  const t = useTranslations("manager.span");
  return (ms) => {
    if (ms === null) return "–";
    const minutes = Math.round(ms / 60_000);
    if (minutes < 1) return t("seconds", { n: Math.round(ms / 1_000) });
    if (minutes < 60) return t("minutes", { n: minutes });
    if (minutes < 48 * 60) return t("hours", { h: Math.floor(minutes / 60), m: minutes % 60 });
    return t("days", { d: Math.floor(minutes / 1_440), h: Math.floor((minutes % 1_440) / 60) });
  };
}

function Promises({ data, state }: Told) {
  const t = useTranslations("manager");
  const all = data.attainment.find((row) => row.sla === null);
  const definition = useDefinition("attainment");
  const clocks = data.attainment.filter((row) => row.sla !== null);
  const points = (diff: number) => t("card.points", { n: `${diff > 0 ? "+" : ""}${(diff * 100).toFixed(1)}` });
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <div className="grid gap-4 sm:grid-cols-2">
        {all ? (
          <NumberCard
            {...definition}
            value={percent(all.ratio)}
            href={recordsHref("promise", data.period, state.slice)}
            previous={all.previous.ratio === null || !state.compare ? undefined : percent(all.previous.ratio)}
            trend={
              all.ratio === null || all.previous.ratio === null || !state.compare
                ? undefined
                : trendOf(all.ratio, all.previous.ratio, "up", points)
            }
          />
        ) : null}
        <Count data={data} state={state} count={data.now.breached_now} alarm={data.now.breached_now.value > 0} />
        <Duration data={data} state={state} duration={data.durations.first_response} />
        <Duration data={data} state={state} duration={data.durations.full_resolution} />
        <Duration data={data} state={state} duration={data.durations.first_resolution} />
        <Count data={data} state={state} count={data.now.at_risk} />
      </div>
      <Panel title={t("attainment.byClock")} hint={t("attainment.byClockHint")}>
        <Attainment rows={clocks} period={data.period} slice={state.slice} />
      </Panel>
    </div>
  );
}

/** Whether what was resolved was resolved well. */
function Rates({ data, state }: Told) {
  const { one_touch, reopened, satisfaction, rating_response } = data.rates;
  return (
    <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
      <Rate data={data} state={state} rate={one_touch} better="up" />
      <Rate data={data} state={state} rate={reopened} better="down" />
      <Rate data={data} state={state} rate={satisfaction} better="up" />
      <Rate data={data} state={state} rate={rating_response} better="up" />
    </div>
  );
}

function Rate({ data, state, rate, better }: Told & { rate: MetricRate; better: "up" | "down" }) {
  const t = useTranslations("manager");
  const before = state.compare ? rate.previous.ratio : null;
  const points = (diff: number) => t("card.points", { n: `${diff > 0 ? "+" : ""}${(diff * 100).toFixed(1)}` });
  return (
    <NumberCard
      {...useDefinition(rate.metric)}
      value={percent(rate.ratio)}
      href={rate.tickets > 0 ? drillHref(rate.metric, data.period, state.slice) : undefined}
      aside={<span className="text-sm text-muted tabular">{t("board.of", { n: rate.of })}</span>}
      previous={before === null ? undefined : percent(before)}
      trend={rate.ratio === null || before === null ? undefined : trendOf(rate.ratio, before, better, points)}
    />
  );
}

function Money({ data, state }: Told) {
  const t = useTranslations("manager");
  const { amount_recovered: recovered } = data.flow;
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-6">
      <Count
        data={data}
        state={state}
        count={data.now.amount_at_risk}
        money
        alarm={data.now.amount_at_risk.value > 0}
      />
      <Count
        data={data}
        state={state}
        count={recovered}
        money
        better="up"
        aside={t("money.topups", { n: recovered.topups })}
      />
      <Count data={data} state={state} count={data.now.open} />
      <Count data={data} state={state} count={data.flow.opened} better="down" />
      <Count data={data} state={state} count={data.flow.resolved} better="up" />
      <Count data={data} state={state} count={data.flow.backlog} better="down" />
    </div>
  );
}

type CountProps = Told & {
  count: MetricCount;
  money?: boolean;
  better?: "up" | "down";
  alarm?: boolean;
  aside?: string;
};

function Count({ data, state, count, money = false, better, alarm = false, aside }: CountProps) {
  const locale = useLocale();
  const definition = useDefinition(count.metric);
  const text = (n: number) => (money ? formatFen(n) : n.toLocaleString(locale));
  const signed = (diff: number) => `${diff > 0 ? "+" : ""}${text(diff)}`;
  const previous = state.compare ? count.previous : null;
  return (
    <NumberCard
      {...definition}
      value={text(count.value)}
      href={count.tickets > 0 ? drillHref(count.metric, data.period, state.slice) : undefined}
      alarm={alarm}
      {...(previous === null
        ? {}
        : { previous: text(previous), trend: trendOf(count.value, previous, better ?? null, signed) })}
      {...(aside ? { aside: <span className="text-sm text-muted">{aside}</span> } : {})}
    />
  );
}

type DurationProps = Told & { duration: MetricDuration };

/** A time as its median, with what nine of ten stay under and the mean: never a mean alone. */
function Duration({ data, state, duration }: DurationProps) {
  const t = useTranslations("manager.durations");
  const span = useSpan();
  const { label, definition } = useDefinition(duration.metric);
  const before = state.compare ? duration.previous.medianMs : null;
  return (
    <NumberCard
      label={t("median", { title: label })}
      definition={definition}
      value={span(duration.medianMs)}
      href={duration.tickets > 0 ? drillHref(duration.metric, data.period, state.slice) : undefined}
      aside={
        <span className="text-sm text-muted tabular">
          {t("p90", { time: span(duration.p90Ms) })} · {t("mean", { time: span(duration.meanMs) })}
        </span>
      }
      previous={before === null ? undefined : span(before)}
      trend={
        duration.medianMs === null || before === null
          ? undefined
          : trendOf(duration.medianMs, before, "down", (diff) => `${diff > 0 ? "+" : "−"}${span(Math.abs(diff))}`)
      }
    />
  );
}
