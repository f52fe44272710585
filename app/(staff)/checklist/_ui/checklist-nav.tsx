"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { cx } from "#app/_ui/cx.ts";

const places = [
  { href: "/checklist", key: "graph" },
  { href: "/checklist/simulator", key: "simulator" },
  { href: "/checklist/versions", key: "versions" },
  { href: "/checklist/learning", key: "learning" },
] as const;

/** The second level below "checklist"; scrolls sideways where it does not fit. */
export function ChecklistNav() {
  const t = useTranslations("checklist.nav");
  const pathname = usePathname();
  const active = places.findLast(({ href }) => pathname === href || pathname.startsWith(`${href}/`))?.href;
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
