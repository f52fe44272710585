import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { GraphPage } from "./_ui/graph-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("checklist.graph");
  return { title: t("title"), robots: { index: false } };
}

/** The checklist as a graph, with the ways that people really took. */
export default async function Page() {
  const t = await getTranslations("checklist.graph");
  return (
    <>
      <PageHeader title={t("title")} description={t("intro")} />
      <ClientOnly fallback={<Skeleton className="mt-6 h-96" />}>
        <GraphPage />
      </ClientOnly>
    </>
  );
}
