import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { Skeleton } from "#app/_ui/surface.tsx";
import { BulkResult } from "../../_ui/bulk-result.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("views.result");
  return { title: t("title"), robots: { index: false } };
}

export default async function BulkPage({ params }: { params: Promise<{ id: string }> }) {
  const t = await getTranslations("views.result");
  const { id } = await params;
  return (
    <main id="main" className="mx-auto max-w-3xl px-4 py-6 sm:px-6 sm:py-8">
      <h1 className="text-2xl font-semibold">{t("title")}</h1>
      <div className="mt-4">
        <ClientOnly fallback={<Skeleton className="h-40" />}>
          <BulkResult id={id} />
        </ClientOnly>
      </div>
    </main>
  );
}
