import { useTranslations } from "next-intl";
import { Skeleton } from "#app/_ui/surface.tsx";

/** The console's shape before its script runs. */
export function ConsoleLoading() {
  const t = useTranslations("desk");
  return (
    <main id="main" className="grid h-[calc(100dvh-3.5rem-1px)] lg:grid-cols-[22rem_minmax(0,1fr)]">
      <h1 className="sr-only">{t("title")}</h1>
      <div
        role="status"
        aria-label={t("queue.loading")}
        className="grid content-start gap-2 border-r border-line bg-surface p-3"
      >
        <Skeleton className="h-16" />
        <Skeleton className="h-20" />
        <Skeleton className="h-20" />
        <Skeleton className="h-20" />
      </div>
    </main>
  );
}
