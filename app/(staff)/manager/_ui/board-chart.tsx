import { useLocale, useTranslations } from "next-intl";
import { valueText } from "#server/metrics/index.ts";
import type { BoardTable } from "#server/metrics/schemas.ts";
import { axisEnd } from "../_lib/axis.ts";

const WIDTH = 960;
const HEIGHT = 200;
const TOP = 12;
const LEFT = 56;
const RIGHT = 12;
const BOTTOM = 26;
/** So many days can have their names below them. */
const NAMES = 12;

/** The days of a table as bars; what stands in them is in the table below. Nothing for other tables. */
export function BoardChart({ table }: { table: BoardTable }) {
  const t = useTranslations("manager.board");
  const locale = useLocale();
  if (table.id !== "day" || table.rows.length < 2) return null;
  // Kept and broken promises stand on one another; anything else is one bar a day.
  const parts = table.columns[1]?.stat === "count" ? 2 : 1;
  const values = table.rows.map(({ key, cells }) => ({
    day: key ?? "",
    parts: cells.slice(0, parts).map((cell) => cell.value ?? 0),
  }));
  const most = axisEnd(Math.max(1, ...values.map((row) => row.parts.reduce((sum, n) => sum + n, 0))));
  const height = HEIGHT - TOP - BOTTOM;
  const step = (WIDTH - LEFT - RIGHT) / values.length;
  const bar = Math.min(28, step * 0.6);
  const every = Math.ceil(values.length / NAMES);
  const y = (n: number) => TOP + height * (1 - n / most);
  const stat = table.columns[0]?.stat ?? "count";
  return (
    <svg
      role="img"
      aria-label={t("chart", { n: values.length })}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="mb-3 hidden h-auto w-full rounded-md border border-line bg-surface sm:block"
    >
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(most * share)} y2={y(most * share)} className="stroke-line" />
          <text x={LEFT - 8} y={y(most * share) + 4} textAnchor="end" className="fill-muted text-xs">
            {valueText(most * share, stat, locale)}
          </text>
        </g>
      ))}
      {values.map(({ day, parts: [first = 0, second = 0] }, index) => {
        const x = LEFT + step * (index + 0.5);
        return (
          <g key={day}>
            <rect
              x={x - bar / 2}
              y={y(first)}
              width={bar}
              height={TOP + height - y(first)}
              className={parts === 2 ? "fill-ok" : "fill-accent"}
            />
            <rect
              x={x - bar / 2}
              y={y(first + second)}
              width={bar}
              height={y(first) - y(first + second)}
              className="fill-broken"
            />
            {index % every === 0 ? (
              <text x={x} y={HEIGHT - 8} textAnchor="middle" className="fill-muted text-xs">
                {day.slice(5)}
              </text>
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}
