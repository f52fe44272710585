import { Languages, Moon, Sun } from "lucide-react";
import { cookies, headers } from "next/headers";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { isTheme, THEME_COOKIE } from "#app/_lib/preferences.ts";
import { cx } from "./cx.ts";

const iconLink =
  "touch inline-flex items-center justify-center gap-1.5 rounded-md px-2 text-sm text-muted transition-colors hover:bg-sunken hover:text-text";

/** The product's mark: what was paid lands. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={className}>
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <path
        d="M12 5v8m0 0-3.2-3.2M12 13l3.2-3.2M6.5 17.5h11"
        fill="none"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-on-accent"
      />
    </svg>
  );
}

/** Links that switch language and theme; `narrow` leaves the words out on phones. Plain links to route handlers, so they need no script. */
export async function PreferenceLinks({ narrow = false }: { narrow?: boolean }) {
  const [t, locale, jar, head] = await Promise.all([getTranslations("common"), getLocale(), cookies(), headers()]);
  const path = head.get("x-path");
  const back = path ? `&back=${encodeURIComponent(path)}` : "";
  const theme = jar.get(THEME_COOKIE)?.value;
  const other = locale === "en" ? "zh-CN" : "en";
  const to = (name: "light" | "dark") => `/theme?to=${name}${back}`;
  return (
    <div className="flex items-center">
      <a href={`/locale?to=${other}${back}`} hrefLang={other} lang={other} className={iconLink}>
        <Languages aria-hidden className="size-4.5" />
        <span
          className={cx(
            "whitespace-nowrap",
            narrow ? "sr-only sm:not-sr-only" : "group-has-data-bell/bar:max-sm:sr-only",
          )}
        >
          {t(other === "en" ? "language.en" : "language.zh")}
        </span>
      </a>
      {/* Without a choice the system decides, so which way to switch is the stylesheet's to say. */}
      {theme === "dark" ? null : (
        <a
          href={to("dark")}
          aria-label={t("theme.toDark")}
          title={t("theme.toDark")}
          className={cx(iconLink, !isTheme(theme) && "dark-system:hidden")}
        >
          <Moon aria-hidden className="size-4.5" />
        </a>
      )}
      {theme === "light" ? null : (
        <a
          href={to("light")}
          aria-label={t("theme.toLight")}
          title={t("theme.toLight")}
          className={cx(iconLink, !isTheme(theme) && "not-dark-system:hidden")}
        >
          <Sun aria-hidden className="size-4.5" />
        </a>
      )}
    </div>
  );
}

type Props = { children?: ReactNode; home?: string; wide?: boolean; end?: ReactNode };

/** The bar on top: mark and name, what the area puts there, language and theme. */
export async function AppBar({ children, home = "/", wide = false, end }: Props) {
  const t = await getTranslations("common");
  return (
    <header className="border-b border-line bg-surface print:hidden">
      <a
        href="#main"
        className="sr-only rounded-md bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50"
      >
        {t("skipToContent")}
      </a>
      <div
        className={cx(
          "group/bar mx-auto flex h-14 items-center gap-2 px-4 sm:gap-4 sm:px-6",
          wide ? "max-w-none" : "max-w-3xl",
        )}
      >
        <a href={home} className="-ml-1 flex min-h-11 items-center gap-2 rounded-md px-1 font-semibold">
          <Mark className="size-7" />
          <span className={cx("whitespace-nowrap", wide && "sr-only sm:not-sr-only")}>{t("brand.name")}</span>
        </a>
        <div className="flex min-w-0 flex-1 items-center gap-1">{children}</div>
        {end}
        <PreferenceLinks narrow={wide} />
      </div>
    </header>
  );
}
