import { useLocale, useTranslations } from "next-intl";
import { cx } from "#app/_ui/cx.ts";
import { boardTitles } from "#server/metrics/index.ts";
import { boardNames } from "#server/metrics/schemas.ts";
import { type ManagerState, stateHref } from "../_lib/state.ts";

type Place = (typeof boardNames)[number] | "forecast" | "reports";

/** From one dashboard to another, with the same time and part. */
export function BoardNav({ state, current }: { state: ManagerState; current: Place }) {
  const t = useTranslations("manager.boards");
  const locale = useLocale();
  const places: { name: Place; href: string; label: string }[] = [
    ...boardNames.map((name) => ({
      name,
      href: stateHref(name === "overview" ? "/manager" : `/manager/${name}`, state),
      label: boardTitles[locale][name],
    })),
    { name: "forecast", href: "/manager/forecast", label: t("forecast") },
    { name: "reports", href: "/manager/reports", label: t("reports") },
  ];
  return (
    <nav aria-label={t("nav")} className="mt-4 -mx-1 flex flex-wrap gap-1 border-b border-line pb-2 print:hidden">
      {places.map(({ name, href, label }) => (
        <a
          key={name}
          href={href}
          aria-current={name === current ? "page" : undefined}
          className={cx(
            "inline-flex min-h-11 items-center rounded-md px-3 text-sm sm:min-h-9",
            name === current
              ? "bg-accent-soft font-medium text-accent-text"
              : "text-muted hover:bg-sunken hover:text-text",
          )}
        >
          {label}
        </a>
      ))}
    </nav>
  );
}
