"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { cx } from "#app/_ui/cx.ts";

const places = [
  { href: "/money", key: "queue" },
  { href: "/money/callbacks", key: "callbacks" },
  { href: "/money/bills", key: "bills" },
  { href: "/money/commands", key: "commands" },
  { href: "/money/cases", key: "cases" },
  { href: "/settings/notices", key: "notices" },
] as const;
const channels = { href: "/channels", key: "channels" } as const;
const settings = { href: "/settings", key: "settings" } as const;
const privacy = { href: "/settings/privacy", key: "privacy" } as const;
const calls = { href: "/desk/calls", key: "calls" } as const;
const macros = { href: "/settings/macros", key: "macros" } as const;
const fields = { href: "/settings/fields", key: "fields" } as const;
const articles = { href: "/settings/articles", key: "articles" } as const;
const automation = { href: "/settings/automation", key: "automation" } as const;
const transfer = { href: "/settings/transfer", key: "transfer" } as const;
const webhooks = { href: "/settings/webhooks", key: "webhooks" } as const;
const templates = { href: "/settings/templates", key: "templates" } as const;
const shifts = { href: "/settings/shifts", key: "shifts" } as const;
const levels = { href: "/settings/sla", key: "levels" } as const;
const people = { href: "/settings/people", key: "people" } as const;

/** Whose links are shown besides what everybody works with. */
type Props = { mayConfigure: boolean; mayAdmin: boolean };

/** The second level below "money"; scrolls sideways where it does not fit. */
export function MoneyNav({ mayConfigure, mayAdmin }: Props) {
  const t = useTranslations("staff.moneyNav");
  const pathname = usePathname();
  const active = (href: string) =>
    href === "/money" || href === "/settings" ? pathname === href : pathname.startsWith(href);
  return (
    <nav aria-label={t("label")} className="border-b border-line bg-surface">
      <ul className="flex gap-1 overflow-x-auto px-4 py-1 sm:px-6">
        {[
          ...places,
          calls,
          macros,
          fields,
          articles,
          levels,
          shifts,
          templates,
          ...(mayConfigure ? [automation, transfer, channels, privacy] : []),
          ...(mayAdmin ? [settings, webhooks] : []),
          people,
        ].map(({ href, key }) => (
          <li key={href} className="shrink-0">
            <Link
              href={href}
              prefetch={false}
              aria-current={active(href) ? "page" : undefined}
              className={cx(
                "inline-flex min-h-9 items-center rounded-md px-2.5 text-sm -outline-offset-2 transition-colors",
                active(href)
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
