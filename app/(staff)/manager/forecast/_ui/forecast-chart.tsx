import { useTranslations } from "next-intl";
import type { Forecast } from "#server/metrics/schemas.ts";
import { axisEnd } from "../../_lib/axis.ts";
import { drillHref } from "../../_lib/drill.ts";

const WIDTH = 960;
const HEIGHT = 200;
const TOP = 12;
const LEFT = 48;
const RIGHT = 12;
const BOTTOM = 26;

/** The days that came, each with its list behind it, and the days that are expected. */
export function ForecastChart({ forecast: { days, history } }: { forecast: Forecast }) {
  const t = useTranslations("manager.forecast");
  const bars = [
    ...history.map(({ day, from, to, opened }) => ({ day, n: opened, href: drillHref("opened", { from, to }) })),
    ...days.map(({ day, expected }) => ({ day, n: expected, href: null })),
  ];
  const most = axisEnd(Math.max(1, ...bars.map(({ n }) => n)));
  const height = HEIGHT - TOP - BOTTOM;
  const step = (WIDTH - LEFT - RIGHT) / bars.length;
  const y = (n: number) => TOP + height * (1 - n / most);
  return (
    <>
      <p className="mb-2 hidden gap-x-4 text-sm text-muted sm:flex">
        <Key className="fill-accent">{t("came")}</Key>
        <Key className="fill-line-strong">{t("expected")}</Key>
      </p>
      <svg
        aria-label={t("chart", { past: history.length, next: days.length })}
        role="img"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="mb-3 hidden h-auto w-full rounded-md border border-line bg-surface sm:block"
      >
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(most * share)} y2={y(most * share)} className="stroke-line" />
            <text x={LEFT - 8} y={y(most * share) + 4} textAnchor="end" className="fill-muted text-xs">
              {most * share}
            </text>
          </g>
        ))}
        {bars.map(({ day, n, href }, index) => (
          <g key={day}>
            <rect
              x={LEFT + step * (index + 0.2)}
              y={y(n)}
              width={step * 0.6}
              height={TOP + height - y(n)}
              className={href ? "fill-accent" : "fill-line-strong"}
            />
            {index % 3 === 0 ? (
              <text x={LEFT + step * (index + 0.5)} y={HEIGHT - 8} textAnchor="middle" className="fill-muted text-xs">
                {day.slice(5)}
              </text>
            ) : null}
          </g>
        ))}
      </svg>
      <details className="mb-3">
        <summary className="min-h-6 cursor-pointer text-sm text-accent-text">{t("past")}</summary>
        <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm tabular">
          {bars.map(({ day, n, href }) =>
            href ? (
              <li key={day}>
                {day.slice(5)}{" "}
                <a className="text-accent-text hover:underline" href={href}>
                  {n}
                </a>
              </li>
            ) : null,
          )}
        </ul>
      </details>
    </>
  );
}

function Key({ className, children }: { className: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <svg aria-hidden="true" viewBox="0 0 10 10" className="size-2.5">
        <rect width="10" height="10" rx="2" className={className} />
      </svg>
      {children}
    </span>
  );
}
