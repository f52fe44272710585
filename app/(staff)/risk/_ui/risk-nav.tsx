"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { cx } from "#app/_ui/cx.ts";

// A new place is a line here and a word in `appeals.nav`.
const places = [
  { href: "/risk", key: "appeals" },
  { href: "/risk/rules", key: "rules" },
  { href: "/risk/customers", key: "customers" },
] as const;

/** The longest place that the address begins with; one appeal (`/risk/…`) belongs to the queue. */
function placeOf(pathname: string): string {
  const below = places.filter(({ href }) => pathname === href || pathname.startsWith(`${href}/`));
  return below.reduce((longest, { href }) => (href.length > longest.length ? href : longest), "");
}

/** The second level below "risk"; scrolls sideways where it does not fit. */
export function RiskNav() {
  const t = useTranslations("appeals.nav");
  const active = placeOf(usePathname());
  return (
    <nav aria-label={t("label")} className="border-b border-line bg-surface">
      <ul className="flex gap-1 overflow-x-auto px-4 py-1 sm:px-6">
        {places.map(({ href, key }) => (
          <li key={href} className="shrink-0">
            <Link
              href={href}
              prefetch={false}
              aria-current={active === href ? "page" : undefined}
              className={cx(
                "inline-flex min-h-9 items-center rounded-md px-2.5 text-sm -outline-offset-2 transition-colors",
                active === href
                  ? "font-medium text-accent-text underline decoration-2 underline-offset-8"
                  : "text-muted hover:bg-sunken hover:text-text",
              )}
            >
              {t(key)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
