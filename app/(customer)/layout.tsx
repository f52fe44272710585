import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { AppBar } from "#app/_ui/app-bar.tsx";
import { InboxLink } from "./_parts/inbox-link.tsx";

export default async function CustomerLayout({ children }: { children: ReactNode }) {
  const [t, channels, before, evidence, mine, articles] = await Promise.all([
    getTranslations("customer.footer"),
    getTranslations("channels.status"),
    getTranslations("before"),
    getTranslations("evidence"),
    getTranslations("mine"),
    getTranslations("articles.help"),
  ]);
  const links = [
    { href: "/mine", label: mine("footer") },
    { href: "/before", label: before("title") },
    { href: "/help", label: articles("title") },
    { href: "/status", label: channels("title") },
    { href: "/evidence", label: evidence("link") },
  ];
  return (
    <div className="flex min-h-dvh flex-col">
      <AppBar end={<InboxLink />} />
      <main id="main" className="mx-auto w-full max-w-3xl flex-1 px-4 py-8 sm:px-6 sm:py-12">
        {children}
      </main>
      <footer className="border-t border-line">
        <div className="mx-auto flex max-w-3xl flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-3 text-sm text-faint sm:px-6">
          <p className="py-2">{t("safe")}</p>
          <nav className="flex flex-wrap gap-x-6" aria-label={t("links")}>
            {links.map(({ href, label }) => (
              <a
                key={href}
                href={href}
                className="inline-flex min-h-11 items-center underline-offset-4 hover:text-text hover:underline"
              >
                {label}
              </a>
            ))}
          </nav>
        </div>
      </footer>
    </div>
  );
}
