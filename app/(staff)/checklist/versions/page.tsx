import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { Compare } from "../_ui/compare.tsx";
import { VersionList } from "../_ui/version-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("checklist.versions");
  return { title: t("title"), robots: { index: false } };
}

export default async function Page() {
  const t = await getTranslations("checklist.versions");
  return (
    <>
      <PageHeader title={t("title")} description={t("intro")} />
      <ClientOnly fallback={<Skeleton className="mt-6 h-96" />}>
        <div className="mt-6 grid gap-8">
          <VersionList />
          <Compare />
        </div>
      </ClientOnly>
    </>
  );
}
