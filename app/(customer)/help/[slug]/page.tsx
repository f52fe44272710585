import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ArticleBody } from "#app/_ui/article-body.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Banner, Card } from "#app/_ui/surface.tsx";
import { getArticle } from "#server/articles/index.ts";
import { isDomainError } from "#server/core/errors.ts";
import { pageLocale } from "../../_lib/session.ts";

type Props = { params: Promise<{ slug: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const article = await load((await params).slug);
  return { title: article.title, description: article.summary };
}

/** One help article. Paying again is warned of above it: who reads it may have paid. */
export default async function ArticlePage({ params }: Props) {
  const [{ slug }, t] = await Promise.all([params, getTranslations("articles.help")]);
  const article = await load(slug);
  return (
    <article>
      <a
        href="/help"
        className="touch inline-flex items-center gap-1.5 text-accent-text underline-offset-4 hover:underline"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t("all")}
      </a>
      <h1 className="mt-2 mb-6 text-2xl font-semibold text-balance sm:text-3xl">{article.title}</h1>
      <Banner tone="wait" title={t("warning")} className="mb-6" />
      <Card>
        <ArticleBody text={article.body} />
      </Card>
      <Card className="mt-8 flex flex-wrap items-center justify-between gap-4">
        <p className="text-muted">{t("check")}</p>
        <LinkButton href="/">{t("checkLink")}</LinkButton>
      </Card>
    </article>
  );
}

async function load(slug: string) {
  const locale = await pageLocale();
  try {
    return await getArticle({ input: { slug: slug.slice(0, 60) }, locale });
  } catch (error) {
    if (isDomainError(error) && error.status === 404) notFound();
    throw error;
  }
}
