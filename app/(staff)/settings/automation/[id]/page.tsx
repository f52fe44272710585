import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { EmptyState, PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { mayStaff, requireFreshStaff } from "#app/(staff)/_lib/guard.ts";
import { getRule } from "#server/automation/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { isDomainError } from "#server/core/errors.ts";
import { RuleEditor } from "../_ui/rule-editor.tsx";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("automation");
  return { title: t("title"), robots: { index: false } };
}

/** One rule: when, for which tickets, what is done; tried on history before it is turned on. */
export default async function RulePage({ params }: Props) {
  const { id } = await params;
  const [ctx, t] = await Promise.all([
    requireFreshStaff(`/settings/automation/${id}`, "automation:write"),
    getTranslations("automation"),
  ]);
  if (!mayStaff(ctx, "automation:write")) {
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
  const rule = id === "new" ? null : await load(ctx, id);
  return (
    <main id="main" className="mx-auto max-w-3xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={rule?.name ?? t("new")} description={t("editIntro")} />
      <ClientMessages areas={["common", "staff", "desk", "views", "automation"]}>
        <ClientOnly fallback={<Skeleton className="mt-6 h-96" />}>
          <RuleEditor rule={rule} />
        </ClientOnly>
      </ClientMessages>
    </main>
  );
}

async function load(ctx: Ctx, id: string) {
  try {
    return await getRule({ ctx, input: { id } });
  } catch (error) {
    if (isDomainError(error) && error.status === 404) notFound();
    throw error;
  }
}
