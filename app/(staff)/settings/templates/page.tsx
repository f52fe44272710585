import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { Banner, PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { mayStaff, requireStaff } from "#app/(staff)/_lib/guard.ts";
import { Templates } from "./_ui/templates.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("templates");
  return { title: t("title"), robots: { index: false } };
}

/** The words of every notice, in both languages. */
export default async function TemplatesPage() {
  const ctx = await requireStaff("/settings/templates");
  const [t, settings] = await Promise.all([getTranslations("templates"), getTranslations("settings")]);
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("intro")} />
      <div className="mt-6">
        {mayStaff(ctx, "desk:manage") ? (
          <ClientMessages areas={["common", "staff", "desk", "templates", "staffNotices", "notices"]}>
            <ClientOnly fallback={<Skeleton className="h-40" />}>
              <Templates />
            </ClientOnly>
          </ClientMessages>
        ) : (
          <Banner tone="unknown">{settings("forbidden")}</Banner>
        )}
      </div>
    </main>
  );
}
