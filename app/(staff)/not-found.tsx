import { SearchX } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "#app/_ui/button.tsx";
import { EmptyState } from "#app/_ui/surface.tsx";
import { requireStaff } from "./_lib/guard.ts";
import { StaffShell } from "./_ui/staff-shell.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.notFound");
  return { title: t("title") };
}

/** For staff, whose way back is the console; pages say so only to whoever may see them. */
export default async function StaffNotFound() {
  const ctx = await requireStaff("/desk");
  const t = await getTranslations("common.notFound");
  return (
    <StaffShell ctx={ctx}>
      <main id="main" className="mx-auto max-w-3xl px-4 py-12">
        <h1 className="sr-only">{t("title")}</h1>
        <EmptyState
          title={t("title")}
          icon={<SearchX />}
          action={<LinkButton href="/desk">{t("staffAction")}</LinkButton>}
        >
          {t("staffBody")}
        </EmptyState>
      </main>
    </StaffShell>
  );
}
