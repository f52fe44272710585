import { useTranslations } from "next-intl";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import type { ManagerOverview, MetricCause, SliceInput } from "#server/metrics/schemas.ts";
import { drillHref } from "../_lib/drill.ts";
import { percent } from "./attainment.tsx";

const WIDTH = 720;
const HEIGHT = 240;
const TOP = 16;
const LEFT = 36;
const RIGHT = 44;
const BOTTOM = 28;

type Props = {
  causes: MetricCause[];
  titles: Record<string, string>;
  period: ManagerOverview["period"];
  slice: SliceInput;
};

/** Which few causes make most of the trouble: a chart where there is room for one, and always the table. */
export function Pareto({ causes, titles, period, slice }: Props) {
  const t = useTranslations("manager.pareto");
  const most = Math.max(1, ...causes.map((cause) => cause.count));
  return (
    <>
      <Chart causes={causes} titles={titles} most={most} />
      <Table aria-label={t("title")}>
        <thead>
          <tr>
            <Th align="right">{t("rank")}</Th>
            <Th>{t("cause")}</Th>
            <Th align="right">{t("count")}</Th>
            <Th align="right">{t("share")}</Th>
            <Th align="right">{t("cumulative")}</Th>
          </tr>
        </thead>
        <tbody>
          {causes.map((cause, index) => (
            <Tr key={cause.causeCode}>
              <Td align="right" className="text-muted">
                {index + 1}
              </Td>
              <Td className="min-w-36">
                {titles[cause.causeCode] ?? cause.causeCode}
                <svg
                  aria-hidden="true"
                  viewBox="0 0 100 4"
                  preserveAspectRatio="none"
                  className="mt-1 block h-1 w-full sm:hidden"
                >
                  <rect width={(cause.count / most) * 100} height="4" className="fill-accent" />
                </svg>
              </Td>
              <Td align="right">
                <a className="text-accent-text hover:underline" href={drillHref(cause.metric, period, slice)}>
                  {cause.count}
                </a>
              </Td>
              <Td align="right">{percent(cause.share)}</Td>
              <Td align="right">{percent(cause.cumulative)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}

function Chart({ causes, titles, most }: { causes: MetricCause[]; titles: Record<string, string>; most: number }) {
  const t = useTranslations("manager.pareto");
  const plotWidth = WIDTH - LEFT - RIGHT;
  const plotHeight = HEIGHT - TOP - BOTTOM;
  const step = plotWidth / causes.length;
  const x = (index: number) => LEFT + step * (index + 0.5);
  const y = (share: number) => TOP + plotHeight * (1 - share);
  const line = causes.map((cause, index) => `${x(index).toFixed(1)},${y(cause.cumulative).toFixed(1)}`).join(" ");
  const first = causes[0];
  const summary = first
    ? t("summary", { cause: titles[first.causeCode] ?? first.causeCode, share: percent(first.share), n: causes.length })
    : "";
  return (
    <svg
      role="img"
      aria-label={summary}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="mb-4 hidden h-auto w-full sm:block"
    >
      {[0, 0.5, 1].map((share) => (
        <g key={share} className="fill-muted text-xs">
          <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(share)} y2={y(share)} className="stroke-line" />
          <text x={LEFT - 6} y={y(share) + 4} textAnchor="end">
            {Math.round(most * share)}
          </text>
          <text x={WIDTH - RIGHT + 6} y={y(share) + 4}>
            {share * 100}%
          </text>
        </g>
      ))}
      {causes.map((cause, index) => (
        <g key={cause.causeCode}>
          <rect
            x={x(index) - step * 0.32}
            y={y(cause.count / most)}
            width={step * 0.64}
            height={plotHeight * (cause.count / most)}
            className="fill-accent"
          >
            <title>{`${titles[cause.causeCode] ?? cause.causeCode}: ${cause.count}`}</title>
          </rect>
          <text x={x(index)} y={HEIGHT - 10} textAnchor="middle" className="fill-muted text-xs">
            {index + 1}
          </text>
        </g>
      ))}
      <polyline points={line} fill="none" strokeWidth="2" className="stroke-wait" />
      {causes.map((cause, index) => (
        <circle key={cause.causeCode} cx={x(index)} cy={y(cause.cumulative)} r="3.5" className="fill-wait" />
      ))}
    </svg>
  );
}
