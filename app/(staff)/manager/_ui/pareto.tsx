import { useLocale, useTranslations } from "next-intl";
import { percentText, rowTitle } from "#server/metrics/index.ts";
import type { BoardTable } from "#server/metrics/schemas.ts";
import { BoardRows } from "./board-view.tsx";

const WIDTH = 720;
const HEIGHT = 240;
const TOP = 16;
const LEFT = 36;
const RIGHT = 44;
const BOTTOM = 28;

/** Which few causes make most of the trouble: a chart where there is room for one, and always the table. */
export function Pareto({ table }: { table: BoardTable }) {
  const t = useTranslations("manager.pareto");
  const locale = useLocale();
  const causes = table.rows.map(({ key, cells: [count, share, cumulative] }) => ({
    ...{ causeCode: key ?? "", title: rowTitle("cause", key, null, locale), count: count?.value ?? 0 },
    ...{ share: share?.value ?? 0, cumulative: cumulative?.value ?? 0 },
  }));
  return (
    <>
      <Chart causes={causes} most={Math.max(1, ...causes.map((cause) => cause.count))} />
      <BoardRows table={table} title={t("title")} numbered />
    </>
  );
}

type Cause = { causeCode: string; title: string; count: number; share: number; cumulative: number };

function Chart({ causes, most }: { causes: Cause[]; most: number }) {
  const t = useTranslations("manager.pareto");
  const plotWidth = WIDTH - LEFT - RIGHT;
  const plotHeight = HEIGHT - TOP - BOTTOM;
  const step = plotWidth / causes.length;
  const x = (index: number) => LEFT + step * (index + 0.5);
  const y = (share: number) => TOP + plotHeight * (1 - share);
  const line = causes.map((cause, index) => `${x(index).toFixed(1)},${y(cause.cumulative).toFixed(1)}`).join(" ");
  const first = causes[0];
  const summary = first ? t("summary", { cause: first.title, share: percentText(first.share), n: causes.length }) : "";
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
            <title>{`${cause.title}: ${cause.count}`}</title>
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
