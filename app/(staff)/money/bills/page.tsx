import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { EmptyState, PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { mayStaff, requireStaff } from "#app/(staff)/_lib/guard.ts";
import { getBill } from "#server/bills/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { isDomainError } from "#server/core/errors.ts";
import { BillsPage, type Place } from "./_ui/bills-page.tsx";

type Props = { searchParams: Promise<{ bill?: string | string[] }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("bills");
  return { title: t("title"), robots: { index: false } };
}

/** Gateways' daily bills: which are there, what they differ in, and uploading one. `?bill=ID` opens that one. */
export default async function Page({ searchParams }: Props) {
  const [ctx, t, query] = await Promise.all([requireStaff("/money/bills"), getTranslations("bills"), searchParams]);
  if (!mayStaff(ctx, "metrics:read")) {
    return (
      <main id="main" className="mx-auto max-w-3xl px-4 py-12">
        <h1 className="sr-only">{t("title")}</h1>
        <EmptyState icon={<Lock />} title={t("forbidden")}>
          {t("forbiddenHint")}
        </EmptyState>
      </main>
    );
  }
  const start = typeof query.bill === "string" ? await placeOf(ctx, query.bill) : null;
  return (
    <main id="main" className="mx-auto max-w-6xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("intro")} />
      <ClientMessages areas={["common", "staff", "desk", "bills"]}>
        <ClientOnly fallback={<Skeleton className="mt-6 h-64" />}>
          <BillsPage start={start} />
        </ClientOnly>
      </ClientMessages>
    </main>
  );
}

/** Where a link leads; a bill that is not there leads to the latest days. */
async function placeOf(ctx: Ctx, id: string): Promise<Place | null> {
  try {
    const { channel, day } = await getBill({ ctx, input: { id } });
    return { channel, day };
  } catch (error) {
    if (isDomainError(error, "BILL_NOT_FOUND")) return null;
    throw error;
  }
}
