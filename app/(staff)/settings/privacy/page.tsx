import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { mayStaff, requireFreshStaff } from "#app/(staff)/_lib/guard.ts";
import { getRetention, listErasures, listReveals } from "#server/customers/index.ts";
import { CustomerData } from "./_ui/customer-data.tsx";
import { Retention } from "./_ui/retention.tsx";
import { Reveals } from "./_ui/reveals.tsx";

type Props = { searchParams: Promise<{ customer?: string | string[] }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("privacy");
  return { title: t("title"), robots: { index: false } };
}

/** Who was shown which contact; for admins, how long things are kept, and giving out or erasing one customer. */
export default async function PrivacyPage({ searchParams }: Props) {
  const ctx = await requireFreshStaff("/settings/privacy", "admin");
  const [t, { customer }] = await Promise.all([getTranslations("privacy"), searchParams]);
  if (!mayStaff(ctx, "reveals:read")) {
    return (
      <main id="main" className="mx-auto max-w-3xl px-4 py-12">
        <h1 className="sr-only">{t("title")}</h1>
        <EmptyState icon={<Lock />} title={t("forbidden")} action={<LinkButton href="/desk">{t("toDesk")}</LinkButton>}>
          {t("forbiddenHint")}
        </EmptyState>
      </main>
    );
  }
  const mayAdmin = mayStaff(ctx, "admin") && mayStaff(ctx, "customers:erase");
  const [reveals, retention, erasures] = await Promise.all([
    listReveals({ ctx, input: {} }),
    mayAdmin ? getRetention({ ctx }) : null,
    mayAdmin ? listErasures({ ctx }) : null,
  ]);
  return (
    <main id="main" className="mx-auto max-w-4xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("intro")} />
      <ClientMessages areas={["common", "staff", "desk", "privacy", "security"]}>
        <div className="mt-6 grid gap-10">
          <Reveals first={reveals} />
          {erasures ? (
            <CustomerData
              erasures={erasures.items}
              customerId={typeof customer === "string" ? customer.slice(0, 128) : ""}
            />
          ) : null}
          {retention ? <Retention saved={retention} /> : null}
        </div>
      </ClientMessages>
    </main>
  );
}
