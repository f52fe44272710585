"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { cx } from "#app/_ui/cx.ts";

export type Section = { href: string; label: string };

const link = "inline-flex min-h-9 items-center rounded-md px-2.5 text-sm -outline-offset-2 transition-colors";
const here = "font-medium text-accent-text";
const elsewhere = "text-muted hover:bg-sunken hover:text-text";

/** The link of the place one is at is the longest that the address begins with. */
function useHere(sections: readonly Section[]): string | undefined {
  const pathname = usePathname();
  return sections
    .map(({ href }) => href)
    .filter((href) => pathname === href || pathname.startsWith(`${href}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** A second level of navigation in one row; scrolls sideways where it does not fit, to the place one is at. */
export function SectionRow({ label, sections, className }: { label: string; sections: Section[]; className?: string }) {
  const current = useHere(sections);
  const row = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const place = current && row.current?.querySelector<HTMLElement>("[aria-current]");
    if (place && row.current) row.current.scrollLeft = place.offsetLeft - row.current.clientWidth / 3;
  }, [current]);
  return (
    <nav aria-label={label} className={cx("border-b border-line bg-surface print:hidden", className)}>
      <ul ref={row} className="relative flex gap-1 overflow-x-auto px-4 py-1 sm:px-6">
        {sections.map((section) => (
          <li key={section.href} className="shrink-0">
            <Link
              href={section.href}
              prefetch={false}
              aria-current={section.href === current ? "page" : undefined}
              className={cx(
                link,
                section.href === current ? cx(here, "underline decoration-2 underline-offset-8") : elsewhere,
              )}
            >
              {section.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export type SectionGroup = { label: string; sections: Section[] };

/** The same beside the page, in groups, where there is room for it. */
export function SectionColumn({ label, groups }: { label: string; groups: SectionGroup[] }) {
  const current = useHere(groups.flatMap(({ sections }) => sections));
  return (
    <nav aria-label={label} className="sticky top-0 space-y-5 px-3 py-6 print:hidden">
      {groups.map((group) => (
        <section key={group.label}>
          <h2 className="px-2.5 pb-1 text-xs font-medium text-muted">{group.label}</h2>
          <ul>
            {group.sections.map((section) => (
              <li key={section.href}>
                <Link
                  href={section.href}
                  prefetch={false}
                  aria-current={section.href === current ? "page" : undefined}
                  className={cx(link, "flex w-full", section.href === current ? cx(here, "bg-accent-soft") : elsewhere)}
                >
                  {section.label}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
