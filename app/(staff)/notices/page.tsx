import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "#app/_ui/button.tsx";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { requireStaff } from "../_lib/guard.ts";
import { NoticeTabs } from "./_ui/tabs.tsx";

type Props = { searchParams: Promise<{ tab?: string | string[] }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("staffNotices");
  return { title: t("title"), robots: { index: false } };
}

/** What a member of the staff was told, and how they want to be told. */
export default async function StaffNoticesPage({ searchParams }: Props) {
  const [t, query] = await Promise.all([getTranslations("staffNotices"), searchParams, requireStaff("/notices")]);
  return (
    <main id="main" className="mx-auto max-w-3xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader
        title={t("title")}
        description={t("intro")}
        actions={
          <LinkButton href="/incidents" variant="secondary" size="compact">
            {t("incidents")}
          </LinkButton>
        }
      />
      <div className="mt-5">
        <ClientOnly fallback={<Skeleton className="h-40" />}>
          <NoticeTabs start={query.tab === "preferences" ? "preferences" : "inbox"} />
        </ClientOnly>
      </div>
    </main>
  );
}
