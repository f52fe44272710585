import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { EmptyState, PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { mayStaff, requireStaff } from "#app/(staff)/_lib/guard.ts";
import { CasesPage } from "./_ui/cases-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("cases.page");
  return { title: t("title"), robots: { index: false } };
}

/** Payments put before gateways, and complaints that customers made there. */
export default async function Page() {
  const ctx = await requireStaff("/money/cases");
  const t = await getTranslations("cases.page");
  return (
    <main id="main" className="mx-auto max-w-6xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("intro")} />
      {mayStaff(ctx, "tickets:read") ? (
        <ClientMessages areas={["common", "staff", "desk", "cases"]}>
          <ClientOnly fallback={<Skeleton className="mt-6 h-64" />}>
            <CasesPage />
          </ClientOnly>
        </ClientMessages>
      ) : (
        <EmptyState title={t("forbidden")} />
      )}
    </main>
  );
}
