import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "#app/_ui/button.tsx";
import { EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { listRuleSets } from "#server/risk/index.ts";
import { mayStaff, requireFreshStaff } from "../../_lib/guard.ts";
import { RulesConsole } from "./_ui/rules-console.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("riskRules");
  return { title: t("title"), robots: { index: false } };
}

/** The platform's risk rules: what is in force, what waits for a second person, and every version before. */
export default async function RulesPage() {
  const [ctx, t] = await Promise.all([
    requireFreshStaff("/risk/rules", "channels:write"),
    getTranslations("riskRules"),
  ]);
  if (!mayStaff(ctx, "channels:write")) {
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
    <main id="main" className="mx-auto max-w-6xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("intro")} />
      <RulesConsole {...(await listRuleSets({ ctx }))} />
    </main>
  );
}
