import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { EmptyState, PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { mayStaff, requireFreshStaff } from "#app/(staff)/_lib/guard.ts";
import { columnsOf } from "#server/transfer/index.ts";
import { Transfers } from "./_ui/transfers.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("transfer");
  return { title: t("title"), robots: { index: false } };
}

/** Files that come in, looked through before anything is taken, and files that go out. */
export default async function TransferPage() {
  const [ctx, t] = await Promise.all([
    requireFreshStaff("/settings/transfer", "imports:write"),
    getTranslations("transfer"),
  ]);
  if (!mayStaff(ctx, "imports:write")) {
    return (
      <main id="main" className="mx-auto max-w-3xl px-4 py-12">
        <h1 className="sr-only">{t("title")}</h1>
        <EmptyState
          icon={<Lock />}
          title={t("forbidden")}
          action={<LinkButton href="/desk">{t("toDesk")}</LinkButton>}
        />
      </main>
    );
  }
  const columns = Object.fromEntries(
    Object.entries(columnsOf).map(([kind, of]) => [
      kind,
      Object.entries(of).map(([name, { required }]) => ({ name, required: required === true })),
    ]),
  );
  return (
    <main id="main" className="mx-auto max-w-4xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("intro")} />
      <ClientMessages areas={["common", "staff", "desk", "transfer"]}>
        <ClientOnly fallback={<Skeleton className="mt-6 h-96" />}>
          <Transfers columns={columns} />
        </ClientOnly>
      </ClientMessages>
    </main>
  );
}
