import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { EmptyState, PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { mayStaff, requireStaff } from "#app/(staff)/_lib/guard.ts";
import { type CommandFilter, commandFilters } from "#server/topup/schemas.ts";
import { Commands } from "./_ui/commands.tsx";

type Props = { searchParams: Promise<{ state?: string | string[]; order?: string | string[] }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("commands");
  return { title: t("title"), robots: { index: false } };
}

/** What the platform was told to do, and what became of it. */
export default async function CommandsPage({ searchParams }: Props) {
  const [ctx, t, money, query] = await Promise.all([
    requireStaff("/money/commands"),
    getTranslations("commands"),
    getTranslations("money"),
    searchParams,
  ]);
  if (!mayStaff(ctx, "trace:read")) {
    return (
      <main id="main" className="mx-auto max-w-3xl px-4 py-12">
        <h1 className="sr-only">{t("title")}</h1>
        <EmptyState icon={<Lock />} title={money("forbidden")}>
          {money("forbiddenHint")}
        </EmptyState>
      </main>
    );
  }
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("intro")} />
      <div className="mt-6">
        <ClientMessages areas={["common", "staff", "desk", "commands"]}>
          <ClientOnly fallback={<Skeleton className="h-40" />}>
            <Commands {...startOf(query)} />
          </ClientOnly>
        </ClientMessages>
      </div>
    </main>
  );
}

/** The filter that a link asks for. With an order all of its commands are of interest, else those without a result. */
function startOf(query: Awaited<Props["searchParams"]>): { state: CommandFilter | "all"; orderNo: string } {
  const orderNo = typeof query.order === "string" ? query.order.slice(0, 128) : "";
  const known = commandFilters.find((filter) => filter === query.state);
  return { state: known ?? (query.state === "all" || orderNo ? "all" : "open"), orderNo };
}
