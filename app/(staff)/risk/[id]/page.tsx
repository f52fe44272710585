import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { Skeleton } from "#app/_ui/surface.tsx";
import { requireStaff } from "../../_lib/guard.ts";
import { AppealPage } from "./_ui/appeal-page.tsx";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("appeals");
  return { title: t("title"), robots: { index: false } };
}

/** One appeal: what it is about, what was given, and the decision. */
export default async function OneAppeal({ params }: Props) {
  const { id } = await params;
  const [, t] = await Promise.all([requireStaff(`/risk/${id}`), getTranslations("appeals")]);
  const loading = (
    <main id="main" className="mx-auto grid max-w-5xl gap-3 px-4 py-5 sm:px-6">
      <h1 className="sr-only">{t("title")}</h1>
      <Skeleton className="h-16" />
      <Skeleton className="h-64" />
    </main>
  );
  return (
    <ClientOnly fallback={loading}>
      <AppealPage id={id} />
    </ClientOnly>
  );
}
