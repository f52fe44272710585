import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { EmptyState, PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { mayStaff, requireStaff } from "#app/(staff)/_lib/guard.ts";
import { publicChannels } from "#server/channels/index.ts";
import { inboxVerdicts } from "#server/payments/schemas.ts";
import { Callbacks } from "./_ui/callbacks.tsx";

type Query = Partial<Record<"channel" | "verdict" | "order", string | string[]>>;
type Props = { searchParams: Promise<Query> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("callbacks");
  return { title: t("title"), robots: { index: false } };
}

/** Everything that gateways told us, and what was made of it. */
export default async function CallbacksPage({ searchParams }: Props) {
  const ctx = await requireStaff("/money/callbacks");
  const [t, query] = await Promise.all([getTranslations("callbacks"), searchParams]);
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
  const { items } = await publicChannels({ now: ctx.clock.now() });
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("intro")} />
      <div className="mt-6">
        <ClientMessages areas={["common", "staff", "desk", "callbacks"]}>
          <ClientOnly fallback={<Skeleton className="h-40" />}>
            <Callbacks start={startOf(query)} channels={items.map(({ channel }) => channel)} />
          </ClientOnly>
        </ClientMessages>
      </div>
    </main>
  );
}

/** The filter that a link asks for. */
function startOf(query: Query) {
  const text = (value: string | string[] | undefined, length: number) =>
    typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, length) : undefined;
  const [channel, orderNo] = [text(query.channel, 63), text(query.order, 128)];
  const verdict = inboxVerdicts.find((each) => each === query.verdict);
  return { ...(channel && { channel }), ...(verdict && { verdict }), ...(orderNo && { orderNo }) };
}
