import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { EmptyState, Skeleton } from "#app/_ui/surface.tsx";
import { mayStaff, requireStaff } from "../_lib/guard.ts";
import { MoneyQueue } from "./_ui/money-queue.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("money");
  return { title: t("title"), robots: { index: false } };
}

const rows = ["a", "b", "c", "d", "e", "f"];

/** Everything about money that waits for a person. */
export default async function MoneyPage() {
  const [ctx, t] = await Promise.all([requireStaff("/money"), getTranslations("money")]);
  if (!mayStaff(ctx, "trace:read")) {
    return (
      <main id="main" className="mx-auto max-w-3xl px-4 py-12">
        <h1 className="sr-only">{t("title")}</h1>
        <EmptyState icon={<Lock />} title={t("forbidden")}>
          {t("forbiddenHint")}
        </EmptyState>
      </main>
    );
  }
  const loading = (
    <main id="main" className="grid gap-2 p-3">
      <h1 className="sr-only">{t("title")}</h1>
      {rows.map((key) => (
        <Skeleton key={key} className="h-20" />
      ))}
    </main>
  );
  return (
    <Suspense fallback={loading}>
      <ClientOnly fallback={loading}>
        <MoneyQueue />
      </ClientOnly>
    </Suspense>
  );
}
