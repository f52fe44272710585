import { ChevronDown } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { listArticles } from "#server/articles/index.ts";
import { pageLocale } from "../../_lib/session.ts";

const items = ["quick", "limit", "real", "time", "official", "refresh", "big", "paid"] as const;
/** As many articles as one looks through; the rest is on the page of all. */
const MAX_ARTICLES = 10;

/**
 * Questions about paying, each behind its own fold, and the help's articles. Works without script.
 * @param apart opens articles beside the page: within a frame of somebody else's they would not be shown
 */
export async function Faq({ apart = false }: { apart?: boolean }) {
  const target = apart ? { target: "_blank", rel: "noopener" } : {};
  const [t, help, locale] = await Promise.all([
    getTranslations("before.faq"),
    getTranslations("articles.help"),
    pageLocale(),
  ]);
  const articles = await listArticles({ input: { limit: MAX_ARTICLES }, locale });
  return (
    <div className="divide-y divide-line rounded-md border border-line bg-surface">
      {items.map((item) => (
        <details key={item} className="group px-4">
          <summary className="touch flex list-none items-center justify-between gap-3 py-2 font-medium">
            {t(`items.${item}.q`)}
            <ChevronDown
              aria-hidden
              className="size-5 shrink-0 text-faint transition-transform group-open:rotate-180"
            />
          </summary>
          <p className="pb-4 text-muted">{t(`items.${item}.a`)}</p>
        </details>
      ))}
      <details className="group px-4">
        <summary className="touch flex list-none items-center justify-between gap-3 py-2 font-medium">
          {help("faq")}
          <ChevronDown aria-hidden className="size-5 shrink-0 text-faint transition-transform group-open:rotate-180" />
        </summary>
        <ul className="pb-4">
          {articles.items.map(({ slug, title }) => (
            <li key={slug}>
              <a
                href={`/help/${slug}`}
                {...target}
                className="inline-flex min-h-11 items-center text-accent-text underline-offset-4 hover:underline"
              >
                {title}
              </a>
            </li>
          ))}
          <li>
            <a
              href="/help"
              {...target}
              className="inline-flex min-h-11 items-center font-medium text-accent-text underline-offset-4 hover:underline"
            >
              {help("all")}
            </a>
          </li>
        </ul>
      </details>
    </div>
  );
}
