import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { EmptyState, Skeleton } from "#app/_ui/surface.tsx";
import { mayStaff, requireStaff } from "../_lib/guard.ts";
import { AppealQueue } from "./_ui/appeal-queue.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("appeals");
  return { title: t("title"), robots: { index: false } };
}

/** Appeals against risk holds that wait for a person. */
export default async function RiskPage() {
  const [ctx, t] = await Promise.all([requireStaff("/risk"), getTranslations("appeals")]);
  if (!mayStaff(ctx, "tickets:read")) {
    return (
      <main id="main" className="mx-auto max-w-3xl px-4 py-12">
        <h1 className="sr-only">{t("title")}</h1>
        <EmptyState icon={<Lock />} title={t("queue.forbidden")} />
      </main>
    );
  }
  const loading = (
    <main id="main" className="mx-auto grid max-w-5xl gap-2 px-4 py-5 sm:px-6">
      <h1 className="text-xl font-semibold">{t("title")}</h1>
      {["a", "b", "c"].map((key) => (
        <Skeleton key={key} className="h-20" />
      ))}
    </main>
  );
  return (
    <Suspense fallback={loading}>
      <ClientOnly fallback={loading}>
        <AppealQueue />
      </ClientOnly>
    </Suspense>
  );
}
