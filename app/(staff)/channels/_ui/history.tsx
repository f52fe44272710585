import { useLocale, useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { ChannelState, shareText, useSpanText } from "#app/_ui/channel-state.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Card, EmptyState } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { type HistoryRange, historyRanges, type History as Past } from "#server/channels/schemas.ts";
import { ticksOf } from "../_lib/chart.ts";
import { LineChart } from "./line-chart.tsx";

type Props = { history: Past; range: HistoryRange; channel: string };

/** How a channel fared over a day or a week: two lines, and the same as a table. Links change the range: no script. */
export function History({ history, range, channel }: Props) {
  const t = useTranslations("channels.history");
  const { points } = history;
  return (
    <Card aria-labelledby="history">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="history" className="text-lg font-semibold">
          {t("title")}
        </h2>
        <nav aria-label={t("range")} className="flex gap-1">
          {historyRanges.map((one) => (
            <a
              key={one}
              href={`/channels/${channel}?range=${one}#history`}
              aria-current={one === range ? "page" : undefined}
              className={cx(
                "inline-flex min-h-9 items-center rounded-md px-3 text-sm",
                one === range ? "bg-accent-soft font-medium text-accent-text" : "text-muted hover:bg-sunken",
              )}
            >
              {t(one)}
            </a>
          ))}
        </nav>
      </div>
      {points.every(({ successRate, callbackLagMs }) => successRate === null && callbackLagMs === null) ? (
        <EmptyState title={t("empty")}>{t("emptyHint")}</EmptyState>
      ) : (
        <>
          <Charts history={history} range={range} />
          <details className="mt-4">
            <summary className="inline-flex min-h-11 items-center text-sm text-accent-text">{t("table")}</summary>
            <HistoryTable points={points} />
          </details>
        </>
      )}
    </Card>
  );
}

function Charts({ history, range }: Pick<Props, "history" | "range">) {
  const t = useTranslations("channels.history");
  const locale = useLocale();
  const span = useSpanText();
  const { points } = history;
  const frame = {
    from: Date.parse(history.from),
    to: Date.parse(history.to),
    stepMs: history.stepS * 1_000,
    ticks: ticksOf(history, range, locale),
  };
  const rates = points.map(({ at, successRate }) => ({ at: Date.parse(at), value: successRate }));
  const lags = points.map(({ at, callbackLagMs }) => ({ at: Date.parse(at), value: callbackLagMs }));
  const known = (list: typeof rates) => list.flatMap(({ value }) => (value === null ? [] : [value]));
  const [low, high] = [Math.min(1, ...known(rates)), Math.max(0, ...known(lags))];
  // The lower half is shown only where something is in it.
  const floor = low >= 0.9 ? 0.9 : low >= 0.5 ? 0.5 : 0;
  const ceiling = Math.max(60_000, high);
  return (
    <div className="mt-4 grid gap-6 lg:grid-cols-2">
      <LineChart
        {...frame}
        title={t("rate")}
        label={t("rateChart", { range: t(range), low: shareText(low), last: shareText(known(rates).at(-1)) })}
        points={rates}
        low={floor}
        high={1}
        marks={[1, (1 + floor) / 2, floor].map(shareText)}
        tone="ok"
      />
      <LineChart
        {...frame}
        title={t("lag")}
        label={t("lagChart", { range: t(range), high: span(high), last: span(known(lags).at(-1)) })}
        points={lags}
        low={0}
        high={ceiling}
        marks={[ceiling, ceiling / 2, 0].map(span)}
        tone="accent"
      />
    </div>
  );
}

function HistoryTable({ points }: { points: Past["points"] }) {
  const t = useTranslations("channels.history");
  const locale = useLocale();
  const span = useSpanText();
  return (
    <div className="mt-2">
      <Table aria-label={t("title")}>
        <thead>
          <tr>
            <Th>{t("time")}</Th>
            <Th>{t("state")}</Th>
            <Th align="right">{t("attempts")}</Th>
            <Th align="right">{t("rate")}</Th>
            <Th align="right">{t("p95")}</Th>
            <Th align="right">{t("lag")}</Th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <Tr key={point.at}>
              <Td className="whitespace-nowrap tabular">{exactTime(new Date(point.at), locale)}</Td>
              <Td>
                <ChannelState state={point.state} />
              </Td>
              <Td align="right">{point.attempts}</Td>
              <Td align="right">{shareText(point.successRate)}</Td>
              <Td align="right">{span(point.p95Ms)}</Td>
              <Td align="right">{span(point.callbackLagMs)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
