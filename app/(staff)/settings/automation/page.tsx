import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Badge, StateBadge } from "#app/_ui/badge.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { mayStaff, requireStaff } from "#app/(staff)/_lib/guard.ts";
import { listRules } from "#server/automation/index.ts";
import { keyOf } from "./_lib/topic-key.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("automation");
  return { title: t("title"), robots: { index: false } };
}

/** Every rule, in the order in which they run, with what they did of late. */
export default async function AutomationPage() {
  const [ctx, t] = await Promise.all([requireStaff("/settings/automation"), getTranslations("automation")]);
  if (!mayStaff(ctx, "metrics:read")) {
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
  const { items } = await listRules({ ctx });
  const mayWrite = mayStaff(ctx, "automation:write");
  const create = mayWrite ? <LinkButton href="/settings/automation/new">{t("new")}</LinkButton> : null;
  return (
    <main id="main" className="mx-auto max-w-3xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("intro")} actions={items.length > 0 ? create : null} />
      {items.length === 0 ? (
        <EmptyState title={t("empty")} action={create}>
          {t("emptyHint")}
        </EmptyState>
      ) : (
        <ol className="mt-6 divide-y divide-line rounded-md border border-line bg-surface">
          {items.map((rule) => (
            <li key={rule.id}>
              <a href={`/settings/automation/${rule.id}`} className="block px-4 py-3 hover:bg-sunken">
                <span className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
                  <span className="min-w-0 font-medium break-words text-accent-text">{rule.name}</span>
                  <span className="flex flex-wrap gap-2">
                    {rule.troubled > 0 ? <Badge tone="broken">{t("troubled", { n: rule.troubled })}</Badge> : null}
                    <StateBadge tone={rule.enabled ? "ok" : "neutral"}>{t(rule.enabled ? "on" : "off")}</StateBadge>
                  </span>
                </span>
                <span className="block text-sm text-muted">
                  {rule.content.on.map((topic) => t(`topic.${keyOf(topic)}`)).join(" / ")}
                  {" → "}
                  {rule.content.do.map(({ kind }) => t(`action.${kind}`)).join(" · ")}
                </span>
                <span className="text-xs text-faint">{t("ran", { n: rule.ran })}</span>
              </a>
            </li>
          ))}
        </ol>
      )}
    </main>
  );
}
