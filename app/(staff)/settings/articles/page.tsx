import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { Badge, StateBadge } from "#app/_ui/badge.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { mayStaff, requireStaff } from "#app/(staff)/_lib/guard.ts";
import { manageArticles } from "#server/articles/index.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("articles.manage");
  return { title: t("title"), robots: { index: false } };
}

const tones = { own: "ok", pack: "neutral", hidden: "wait" } as const;

/** Every help article: what customers read, and where the checklist's own words moved on. */
export default async function ArticlesPage() {
  const [ctx, t, language] = await Promise.all([
    requireStaff("/settings/articles"),
    getTranslations("articles.manage"),
    getLocale(),
  ]);
  if (!mayStaff(ctx, "articles:write")) {
    return (
      <main id="main" className="mx-auto max-w-3xl px-4 py-12">
        <h1 className="sr-only">{t("title")}</h1>
        <EmptyState icon={<Lock />} title={t("forbidden")} action={<LinkButton href="/help">{t("read")}</LinkButton>} />
      </main>
    );
  }
  const { items } = await manageArticles({ ctx, locale: language === "en" ? "en" : "zh-CN" });
  return (
    <main id="main" className="mx-auto max-w-3xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader
        title={t("title")}
        description={t("intro")}
        actions={<LinkButton href="/settings/articles/new">{t("new")}</LinkButton>}
      />
      <ul className="mt-6 divide-y divide-line rounded-md border border-line bg-surface">
        {items.map((item) => (
          <li key={item.slug}>
            <a href={`/settings/articles/${item.slug}`} className="block px-4 py-3 hover:bg-sunken">
              <span className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
                <span className="min-w-0 font-medium break-words text-accent-text">{item.title}</span>
                <span className="flex flex-wrap gap-2">
                  {item.packChanged ? <Badge tone="wait">{t("packChanged")}</Badge> : null}
                  <StateBadge tone={tones[item.state]}>{t(`state.${item.state}`)}</StateBadge>
                </span>
              </span>
              <span className="flex flex-wrap gap-x-3 text-xs text-muted">
                <code className="font-mono break-all">{item.slug}</code>
                {item.updatedAt ? (
                  <span>
                    {t("version", { n: item.version })} · <RelativeTime at={item.updatedAt} />
                  </span>
                ) : null}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}
