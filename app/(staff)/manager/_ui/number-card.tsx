import { ArrowDown, ArrowUp, Equal } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cx } from "#app/_ui/cx.ts";

type Props = {
  label: string;
  /** What the number means, in words, always beside it. */
  definition: string;
  value: ReactNode;
  /** The list behind it; left out for numbers that nothing stands behind. */
  href?: string | undefined;
  /** What the link does, where it opens no list. */
  opens?: string;
  /** The same number of the time before, as text. */
  previous?: string | undefined;
  /** The list behind that one. */
  previousHref?: string | undefined;
  /** How it moved and whether that is good. */
  trend?: Trend | undefined;
  aside?: ReactNode;
  /** What is to be known of it beside its meaning. */
  note?: string | undefined;
  alarm?: boolean;
};

export type Trend = { direction: "up" | "down" | "same"; good: boolean | null; text: string };

/** Compares two numbers. `better` says which way is good; null when neither is. */
export function trendOf(
  now: number,
  before: number,
  better: "up" | "down" | null,
  text: (diff: number) => string,
): Trend {
  const diff = now - before;
  const direction = diff > 0 ? "up" : diff < 0 ? "down" : "same";
  return { direction, good: diff === 0 || better === null ? null : direction === better, text: text(diff) };
}

const icons = { up: ArrowUp, down: ArrowDown, same: Equal };

/** A number with its meaning, what it was before, and the way to what stands behind it. */
export function NumberCard(props: Props) {
  const { label, definition, value, href, aside, note, opens, alarm = false } = props;
  const t = useTranslations("manager.card");
  const number = <span className={cx("text-3xl font-semibold tabular", alarm && "text-broken")}>{value}</span>;
  return (
    <article className="flex break-inside-avoid flex-col rounded-md border border-line bg-surface p-4">
      <h3 className="text-sm font-medium text-muted">{label}</h3>
      <p className="mt-1 flex flex-wrap items-baseline gap-x-3">
        {href ? (
          <a
            href={href}
            className="rounded-md underline decoration-line-strong decoration-1 underline-offset-4 hover:decoration-accent hover:decoration-2"
          >
            {number}
            <span className="sr-only"> {opens ?? t("open", { label })}</span>
          </a>
        ) : (
          number
        )}
        {aside}
      </p>
      <Before {...props} />
      {note ? <p className="mt-1 text-xs text-wait">{note}</p> : null}
      <p className="mt-auto pt-2 text-xs text-muted">{definition}</p>
    </article>
  );
}

/** How it moved, and what it was before. */
function Before({ label, previous, previousHref, trend }: Props) {
  const t = useTranslations("manager.card");
  if (previous === undefined) return null;
  const Icon = trend ? icons[trend.direction] : undefined;
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-2 text-sm text-muted tabular">
      {trend && Icon ? (
        <span
          className={cx(
            "inline-flex items-center gap-0.5 font-medium",
            trend.good === true ? "text-ok" : trend.good === false ? "text-broken" : "text-muted",
          )}
        >
          <Icon aria-hidden className="size-3.5" />
          {trend.text}
          {trend.good === null ? null : <span className="sr-only">{t(trend.good ? "better" : "worse")}</span>}
        </span>
      ) : null}
      {previousHref ? (
        <a href={previousHref} className="underline decoration-line-strong underline-offset-4 hover:decoration-accent">
          {t("before", { value: previous })}
          <span className="sr-only"> {t("openBefore", { label })}</span>
        </a>
      ) : (
        t("before", { value: previous })
      )}
    </p>
  );
}
