import { Search } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Marked } from "#app/_ui/marked.tsx";
import { Banner, Card, EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { listArticles } from "#server/articles/index.ts";
import { isDomainError } from "#server/core/errors.ts";
import { pageLocale, spend } from "../_lib/session.ts";

type Props = { searchParams: Promise<{ q?: string | string[] }> };
const BUDGET = { name: "help", points: 120, windowS: 600 };
const MAX_SHOWN = 200;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("articles.help");
  return { title: t("title"), description: t("lead") };
}

/** Every help article, or those that hold what somebody is looking for. Works without script. */
export default async function HelpPage({ searchParams }: Props) {
  const [{ q }, t, locale] = await Promise.all([searchParams, getTranslations("articles.help"), pageLocale()]);
  const words = (typeof q === "string" ? q : "").trim().slice(0, 100);
  const found = await find(words, locale);
  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} />
      <form action="/help" className="mt-6 flex flex-wrap items-end gap-3">
        <Field id="q" label={t("search")} className="min-w-0 flex-1">
          <Input id="q" name="q" type="search" defaultValue={words} maxLength={100} enterKeyHint="search" />
        </Field>
        <Button type="submit" icon={<Search aria-hidden className="size-4" />}>
          {t("find")}
        </Button>
      </form>
      {found === "too many" ? (
        <Banner tone="wait" role="alert" className="mt-6" title={t("tooMany")} />
      ) : found.length === 0 ? (
        <EmptyState title={t("none", { q: words })} action={<LinkButton href="/help">{t("all")}</LinkButton>}>
          {t("noneHint")}
        </EmptyState>
      ) : (
        <>
          <p role="status" className="mt-6 text-sm text-muted">
            {t("count", { n: found.length })}
          </p>
          <ul className="mt-2 divide-y divide-line rounded-md border border-line bg-surface">
            {found.map(({ slug, title, summary }) => (
              <li key={slug}>
                <a href={`/help/${slug}`} className="block px-4 py-3 hover:bg-sunken">
                  <span className="font-medium text-accent-text">
                    <Marked text={title} words={words} />
                  </span>
                  <span className="block text-sm break-words text-muted">
                    <Marked text={summary} words={words} />
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      <Card className="mt-8 flex flex-wrap items-center justify-between gap-4">
        <p className="text-muted">{t("check")}</p>
        <LinkButton href="/">{t("checkLink")}</LinkButton>
      </Card>
    </>
  );
}

async function find(q: string, locale: "zh-CN" | "en") {
  try {
    if (q !== "") await spend(BUDGET);
    const { items } = await listArticles({ input: { q, limit: MAX_SHOWN }, locale });
    return items;
  } catch (error) {
    if (isDomainError(error) && error.code === "RATE_LIMITED") return "too many" as const;
    throw error;
  }
}
