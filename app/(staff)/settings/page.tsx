import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "#app/_ui/button.tsx";
import { EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { getRepairSettings } from "#server/reconcile/index.ts";
import { getMoneySettings } from "#server/topup/index.ts";
import { mayStaff, requireFreshStaff } from "../_lib/guard.ts";
import { RepairForm } from "./_ui/repair-form.tsx";
import { SettingsForm } from "./_ui/settings-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings");
  return { title: t("title"), robots: { index: false } };
}

/** Who may move how much money; for admins. */
export default async function SettingsPage() {
  const [ctx, t] = await Promise.all([requireFreshStaff("/settings", "admin"), getTranslations("settings")]);
  if (!mayStaff(ctx, "admin")) {
    return (
      <main id="main" className="mx-auto max-w-3xl px-4 py-12">
        <h1 className="sr-only">{t("title")}</h1>
        <EmptyState icon={<Lock />} title={t("forbidden")} action={<LinkButton href="/desk">{t("toDesk")}</LinkButton>}>
          {t("forbiddenHint")}
        </EmptyState>
      </main>
    );
  }
  return (
    <main id="main" className="mx-auto max-w-3xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("intro")} />
      <div className="mt-6">
        <SettingsForm saved={await getMoneySettings({ ctx })} />
      </div>
      <div className="mt-8">
        <RepairForm saved={await getRepairSettings({ ctx })} />
      </div>
    </main>
  );
}
