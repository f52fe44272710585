import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { Learning } from "../_ui/learning.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("checklist.learning");
  return { title: t("title"), robots: { index: false } };
}

/** Where the checklist and agents disagree, what fits no cause, and what should change. */
export default async function Page() {
  const t = await getTranslations("checklist.learning");
  return (
    <>
      <PageHeader title={t("title")} description={t("intro")} />
      <ClientOnly fallback={<Skeleton className="mt-6 h-96" />}>
        <Learning />
      </ClientOnly>
    </>
  );
}
