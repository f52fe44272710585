import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { EmptyState, PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { mayStaff, requireStaff } from "#app/(staff)/_lib/guard.ts";
import { articleInFull } from "#server/articles/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { isDomainError } from "#server/core/errors.ts";
import { Editor } from "../_ui/editor.tsx";

type Props = { params: Promise<{ slug: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("articles.manage");
  return { title: t("title"), robots: { index: false } };
}

/** One article: both languages side by side with what customers will see, its versions, and the checklist's own words. */
export default async function ArticlePage({ params }: Props) {
  const { slug } = await params;
  const [ctx, t, language] = await Promise.all([
    requireStaff(`/settings/articles/${slug}`),
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
  const article = slug === "new" ? null : await load(ctx, slug);
  const text = article?.versions[0]?.text ?? article?.pack;
  const title = text?.[language === "en" ? "en" : "zh-CN"].title ?? slug;
  return (
    <main id="main" className="mx-auto max-w-6xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader
        title={article ? title : t("new")}
        eyebrow={article ? slug : undefined}
        description={t("editIntro")}
      />
      <ClientMessages areas={["common", "staff", "desk", "articles"]}>
        <ClientOnly fallback={<Skeleton className="mt-6 h-96" />}>
          <Editor article={article} />
        </ClientOnly>
      </ClientMessages>
    </main>
  );
}

async function load(ctx: Ctx, slug: string) {
  try {
    return await articleInFull({ ctx, input: { slug } });
  } catch (error) {
    if (isDomainError(error) && error.status === 404) notFound();
    throw error;
  }
}
