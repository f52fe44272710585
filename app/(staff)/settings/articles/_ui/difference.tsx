"use client";

import { useLocale, useTranslations } from "next-intl";
import { cx } from "#app/_ui/cx.ts";
import type { ArticleText } from "#server/articles/schemas.ts";
import { lineDiff } from "../_lib/line-diff.ts";

const languages = ["zh-CN", "en"] as const;
const whole = ({ title, body }: ArticleText["en"]) => `${title}\n\n${body}`;

/** What a version changed, in both languages, the reader's own first. @param before nothing where there was none */
export function Difference({ before, after }: { before: ArticleText | null; after: ArticleText }) {
  const t = useTranslations("articles.manage");
  const locale = useLocale();
  const order = locale === "en" ? languages.toReversed() : languages;
  const same = before !== null && languages.every((one) => whole(before[one]) === whole(after[one]));
  if (same) return <p className="text-sm text-muted">{t("diff.same")}</p>;
  return (
    <div className="grid min-w-0 gap-4 lg:grid-cols-2">
      {order.map((language) => (
        <div key={language} lang={language} className="min-w-0">
          <p className="mb-1 text-xs text-muted">{t(`language.${language}`)}</p>
          <ul className="overflow-hidden rounded-md border border-line text-sm">
            {lineDiff(before ? whole(before[language]) : "", whole(after[language])).map(({ kind, text }, index) => (
              <li
                // biome-ignore lint/suspicious/noArrayIndexKey: the same line may stand there several times
                key={index}
                className={cx(
                  "min-h-5 px-2 py-0.5 break-words whitespace-pre-wrap",
                  kind === "gone" && "bg-broken-soft line-through decoration-1",
                  kind === "new" && "bg-ok-soft",
                  kind === "same" && "text-muted",
                )}
              >
                {kind === "same" ? null : <span className="sr-only">{t(`diff.${kind}`)} </span>}
                {text}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
