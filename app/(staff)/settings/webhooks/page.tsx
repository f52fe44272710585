import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { Banner, PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { mayStaff, requireFreshStaff } from "#app/(staff)/_lib/guard.ts";
import { Deliveries } from "./_ui/deliveries.tsx";
import { Hooks } from "./_ui/hooks.tsx";
import { Robots } from "./_ui/robots.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("webhooks");
  return { title: t("title"), robots: { index: false } };
}

/** Groups and other systems that are told what happens. */
export default async function WebhooksPage() {
  const ctx = await requireFreshStaff("/settings/webhooks", "webhooks:write");
  const [t, settings] = await Promise.all([getTranslations("webhooks"), getTranslations("settings")]);
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("intro")} />
      <div className="mt-6">
        {mayStaff(ctx, "webhooks:write") ? (
          <ClientMessages areas={["common", "staff", "desk", "webhooks", "staffNotices"]}>
            <ClientOnly fallback={<Skeleton className="h-40" />}>
              <div className="grid gap-10">
                <Robots />
                <Hooks />
                <Deliveries />
              </div>
            </ClientOnly>
          </ClientMessages>
        ) : (
          <Banner tone="unknown">{settings("forbidden")}</Banner>
        )}
      </div>
    </main>
  );
}
