import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { mayStaff, requireStaff } from "../_lib/guard.ts";
import { Alerts } from "./_ui/alerts.tsx";
import { Incidents } from "./_ui/incidents.tsx";
import { Rules } from "./_ui/rules.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("incidents");
  return { title: t("title"), robots: { index: false } };
}

/** What is too high now, and which tickets have one reason. */
export default async function IncidentsPage() {
  const [t, ctx] = await Promise.all([getTranslations("incidents"), requireStaff("/incidents")]);
  const mayWrite = mayStaff(ctx, "incidents:write");
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("intro")} />
      <div className="mt-6">
        <ClientOnly fallback={<Skeleton className="h-40" />}>
          <div className="grid gap-10">
            <Incidents mayWrite={mayWrite} />
            <Alerts />
            <Rules mayWrite={mayWrite} />
          </div>
        </ClientOnly>
      </div>
    </main>
  );
}
