import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { mayStaff, requireStaff } from "#app/(staff)/_lib/guard.ts";
import { type DeliveryState, deliveryStates } from "#server/notifications/schemas.ts";
import { Audiences } from "./_ui/audiences.tsx";
import { Notices } from "./_ui/notices.tsx";

type Props = { searchParams: Promise<{ state?: string | string[]; order?: string | string[] }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("notices");
  return { title: t("title"), robots: { index: false } };
}

/** What was sent to customers, the staff and groups, and what became of it. */
export default async function NoticesPage({ searchParams }: Props) {
  const [t, query, ctx] = await Promise.all([
    getTranslations("notices"),
    searchParams,
    requireStaff("/settings/notices"),
  ]);
  const orderNo = typeof query.order === "string" ? query.order.slice(0, 128) : "";
  const state: DeliveryState | "all" = deliveryStates.find((known) => known === query.state) ?? "all";
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("intro")} />
      <div className="mt-6">
        <ClientMessages areas={["common", "staff", "desk", "notices", "staffNotices"]}>
          <ClientOnly fallback={<Skeleton className="h-40" />}>
            {mayStaff(ctx, "desk:manage") ? (
              <Audiences state={state} orderNo={orderNo} />
            ) : (
              <Notices state={state} orderNo={orderNo} />
            )}
          </ClientOnly>
        </ClientMessages>
      </div>
    </main>
  );
}
