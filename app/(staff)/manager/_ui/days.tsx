import { useTranslations } from "next-intl";
import type { BoardTable } from "#server/metrics/schemas.ts";
import { axisEnd } from "../_lib/axis.ts";
import { BoardRows } from "./board-view.tsx";

const WIDTH = 720;
const HEIGHT = 200;
const LEFT = 36;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 24;
/** So many days at most have their name under them. */
const NAMES = 10;

/** Day by day: what came, what was done, what was left. The table says the same in figures. */
export function Days({ table }: { table: BoardTable }) {
  const t = useTranslations("manager.days");
  const days = table.rows.map(({ key, cells: [opened, resolved, backlog] }) => ({
    ...{ day: key ?? "", opened: opened?.value ?? 0, resolved: resolved?.value ?? 0, backlog: backlog?.value ?? 0 },
  }));
  const most = axisEnd(Math.max(1, ...days.flatMap((day) => [day.opened, day.resolved, day.backlog])));
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, days.length);
  const height = HEIGHT - TOP - BOTTOM;
  const y = (n: number) => TOP + height * (1 - n / most);
  const middle = (index: number) => LEFT + step * (index + 0.5);
  const line = days.map((day, index) => `${middle(index).toFixed(1)},${y(day.backlog).toFixed(1)}`).join(" ");
  const every = Math.ceil(days.length / NAMES);
  const bar = Math.min(18, step * 0.36);
  return (
    <>
      <p className="mb-2 hidden flex-wrap gap-x-4 text-sm text-muted sm:flex">
        <Key className="fill-accent">{t("opened")}</Key>
        <Key className="fill-ok">{t("resolved")}</Key>
        <Key className="fill-wait">{t("backlog")}</Key>
      </p>
      <svg
        role="img"
        aria-label={t("summary", { n: days.length })}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="hidden h-auto w-full sm:block"
      >
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(most * share)} y2={y(most * share)} className="stroke-line" />
            <text x={LEFT - 6} y={y(most * share) + 4} textAnchor="end" className="fill-muted text-xs">
              {most * share}
            </text>
          </g>
        ))}
        {days.map((day, index) => (
          <g key={day.day}>
            <rect
              x={middle(index) - bar}
              y={y(day.opened)}
              width={bar}
              height={TOP + height - y(day.opened)}
              className="fill-accent"
            />
            <rect
              x={middle(index)}
              y={y(day.resolved)}
              width={bar}
              height={TOP + height - y(day.resolved)}
              className="fill-ok"
            />
            {index % every === 0 ? (
              <text x={middle(index)} y={HEIGHT - 6} textAnchor="middle" className="fill-muted text-xs">
                {day.day.slice(5)}
              </text>
            ) : null}
          </g>
        ))}
        <polyline points={line} fill="none" strokeWidth="2" className="stroke-wait" />
      </svg>
      <details className="mt-3 sm:hidden print:hidden" open>
        <summary className="min-h-6 cursor-pointer text-sm text-accent-text">{t("table")}</summary>
        <BoardRows table={table} title={t("title")} />
      </details>
      <details className="mt-3 hidden sm:block print:hidden">
        <summary className="min-h-6 cursor-pointer text-sm text-accent-text">{t("table")}</summary>
        <BoardRows table={table} title={t("title")} />
      </details>
      <div className="mt-3 hidden print:block">
        <BoardRows table={table} title={t("title")} />
      </div>
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
