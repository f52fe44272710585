"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { ArticleInFull, ArticleText } from "#server/articles/schemas.ts";
import { Difference } from "./difference.tsx";

type Props = { article: ArticleInFull; onTake: (text: ArticleText) => void };

/** Every version: who wrote it and why, which one is shown, and the way back to an older one. */
export function Versions({ article, onTake }: Props) {
  const t = useTranslations("articles.manage");
  const router = useRouter();
  const failure = useFailureText();
  const [busy, setBusy] = useState(false);
  const [compared, setCompared] = useState<ReadonlySet<number>>(new Set());
  const show = async (shown: number | null) => {
    setBusy(true);
    try {
      await trpc.articles.show.mutate({ slug: article.slug, shown });
      toast.ok(t(shown === null ? "hiddenNow" : "shownNow", { n: shown ?? 0 }));
      router.refresh();
    } catch (error) {
      toast.error(failure(error));
    } finally {
      setBusy(false);
    }
  };
  if (article.versions.length === 0) return <p className="text-sm text-muted">{t("noVersions")}</p>;
  return (
    <section>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-lg font-semibold">{t("versions")}</h2>
        {article.shownVersion !== null ? (
          <Button type="button" size="compact" variant="ghost" disabled={busy} onClick={() => void show(null)}>
            {t(article.pack ? "showPack" : "hide")}
          </Button>
        ) : null}
      </div>
      <ol className="divide-y divide-line rounded-md border border-line bg-surface">
        {article.versions.map(({ version, text, note, by, at }, index) => (
          <li key={version} className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2">
                <span className="font-medium">{t("version", { n: version })}</span>
                {version === article.shownVersion ? <StateBadge tone="ok">{t("isShown")}</StateBadge> : null}
              </p>
              <p className="text-sm text-muted">
                {by} · <RelativeTime at={at} />
              </p>
              {note ? <p className="text-sm break-words">{note}</p> : null}
            </div>
            <div className="flex gap-2">
              <Button type="button" size="compact" variant="ghost" onClick={() => onTake(text)}>
                {t("take")}
              </Button>
              {version === article.shownVersion ? null : (
                <Button
                  type="button"
                  size="compact"
                  variant="secondary"
                  disabled={busy}
                  onClick={() => void show(version)}
                >
                  {t("show")}
                </Button>
              )}
            </div>
            <details
              className="w-full min-w-0"
              onToggle={(event) => event.currentTarget.open && setCompared(new Set([...compared, version]))}
            >
              <summary className="min-h-6 cursor-pointer text-sm text-accent-text">{t("diff.show")}</summary>
              {compared.has(version) ? (
                <div className="mt-2">
                  <Difference before={article.versions[index + 1]?.text ?? article.pack} after={text} />
                </div>
              ) : null}
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}
