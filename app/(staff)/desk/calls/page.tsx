import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { CallSettingsForm } from "../_ui/call-settings.tsx";
import { Calls } from "../_ui/calls.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("work.calls");
  return { title: t("title"), robots: { index: false } };
}

/** Calls that customers asked for. */
export default async function CallsPage() {
  const t = await getTranslations("work.calls");
  return (
    <main id="main" className="mx-auto max-w-3xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("lead")} />
      <div className="mt-6">
        <ClientOnly fallback={<Skeleton className="h-40" />}>
          <Calls />
          <CallSettingsForm />
        </ClientOnly>
      </div>
    </main>
  );
}
