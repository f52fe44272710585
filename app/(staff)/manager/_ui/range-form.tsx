import { useTranslations } from "next-intl";
import { buttonClass } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { presets, type Range } from "../_lib/range.ts";

/** Chooses the time: two usual ones as links, any days by a form. Works without script. */
export function RangeForm({ range, today }: { range: Range; today: string }) {
  const t = useTranslations("manager.range");
  const field = "h-9 rounded-md border border-line-strong bg-surface px-2 text-sm tabular";
  return (
    <div className="flex flex-wrap items-center gap-2">
      <nav aria-label={t("label")} className="flex gap-1">
        {presets.map((days) => (
          <a
            key={days}
            href={`/manager?days=${days}`}
            aria-current={range.preset === days ? "page" : undefined}
            className={buttonClass(range.preset === days ? "primary" : "secondary", "compact")}
          >
            {t("days", { n: days })}
          </a>
        ))}
      </nav>
      <form action="/manager" className="flex flex-wrap items-center gap-1.5">
        <label className="sr-only" htmlFor="range-from">
          {t("from")}
        </label>
        <input
          id="range-from"
          type="date"
          name="from"
          defaultValue={range.firstDay}
          max={today}
          required
          className={field}
        />
        <span aria-hidden className="text-muted">
          –
        </span>
        <label className="sr-only" htmlFor="range-to">
          {t("to")}
        </label>
        <input
          id="range-to"
          type="date"
          name="to"
          defaultValue={range.lastDay}
          max={today}
          required
          className={field}
        />
        <button type="submit" className={cx(buttonClass("secondary", "compact"))}>
          {t("show")}
        </button>
      </form>
    </div>
  );
}
