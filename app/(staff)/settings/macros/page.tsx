import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { mayStaff, requireStaff } from "#app/(staff)/_lib/guard.ts";
import { Macros } from "./_ui/macros.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("work.macros");
  return { title: t("title"), robots: { index: false } };
}

/** Answers that are given often: one's own, and everybody's for whoever runs the desk. */
export default async function MacrosPage() {
  const ctx = await requireStaff("/settings/macros");
  const t = await getTranslations("work.macros");
  return (
    <main id="main" className="mx-auto max-w-4xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("lead")} />
      <div className="mt-6">
        <ClientMessages areas={["common", "staff", "desk", "work"]}>
          <ClientOnly fallback={<Skeleton className="h-60" />}>
            <Macros mayShare={mayStaff(ctx, "desk:manage")} mayWrite={mayStaff(ctx, "tickets:write")} />
          </ClientOnly>
        </ClientMessages>
      </div>
    </main>
  );
}
