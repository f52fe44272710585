import { cx } from "#app/_ui/cx.ts";
import { CHART_HEIGHT, CHART_WIDTH, type ChartPoint, type Frame, pathOf } from "../_lib/chart.ts";

type Props = Frame & {
  title: string;
  /** What the picture says, for those who do not see it. */
  label: string;
  points: readonly ChartPoint[];
  /** From top to bottom. */
  marks: string[];
  /** From left to right. */
  ticks: string[];
  tone: "ok" | "accent";
};

/** A line over time. The drawing stretches; its words stand outside and stay readable on a phone. */
export function LineChart({ title, label, points, marks, ticks, tone, ...frame }: Props) {
  return (
    <figure className="min-w-0">
      <figcaption className="mb-2 text-sm font-medium text-muted">{title}</figcaption>
      <div className="grid grid-cols-[3.75rem_minmax(0,1fr)] gap-x-2 text-xs text-muted tabular">
        <div aria-hidden className="flex flex-col justify-between text-right leading-none">
          {marks.map((mark, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: marks may read the same; their place is what they are
            <span key={i}>{mark}</span>
          ))}
        </div>
        <svg
          role="img"
          aria-label={label}
          viewBox={`0 0 ${CHART_WIDTH} ${CHART_HEIGHT}`}
          preserveAspectRatio="none"
          className="block h-32 w-full overflow-visible"
        >
          {[0, CHART_HEIGHT / 2, CHART_HEIGHT].map((y) => (
            <line key={y} x2={CHART_WIDTH} y1={y} y2={y} vectorEffect="non-scaling-stroke" className="stroke-line" />
          ))}
          <path
            d={pathOf(points, frame)}
            fill="none"
            strokeWidth="2"
            strokeLinecap="round"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
            className={cx(tone === "ok" ? "stroke-ok" : "stroke-accent")}
          />
        </svg>
        <span aria-hidden />
        <div aria-hidden className="mt-1.5 flex justify-between">
          {ticks.map((tick, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two ends of a day read the same
            <span key={i} className={i % 2 === 1 ? "hidden sm:inline" : undefined}>
              {tick}
            </span>
          ))}
        </div>
      </div>
    </figure>
  );
}
