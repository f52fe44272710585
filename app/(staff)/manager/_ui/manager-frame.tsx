import { Lock } from "lucide-react";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { LinkButton } from "#app/_ui/button.tsx";
import { EmptyState } from "#app/_ui/surface.tsx";
import type { Ctx } from "#server/core/context.ts";
import { mayStaff } from "../../_lib/guard.ts";
import { StaffShell } from "../../_ui/staff-shell.tsx";

/** The frame of the manager's pages, which says in words to whom they are not open. */
export async function ManagerFrame({ ctx, children }: { ctx: Ctx; children: () => Promise<ReactNode> }) {
  const t = await getTranslations("manager");
  if (!mayStaff(ctx, "metrics:read")) {
    return (
      <StaffShell ctx={ctx}>
        <main id="main" className="mx-auto max-w-3xl px-4 py-12">
          <h1 className="sr-only">{t("title")}</h1>
          <EmptyState
            icon={<Lock />}
            title={t("forbidden")}
            action={<LinkButton href="/desk">{t("toDesk")}</LinkButton>}
          >
            {t("forbiddenHint")}
          </EmptyState>
        </main>
      </StaffShell>
    );
  }
  return (
    <StaffShell ctx={ctx}>
      <main id="main" className="mx-auto max-w-screen-2xl px-4 py-6 sm:px-6 sm:py-8 print:max-w-none print:p-0">
        {await children()}
      </main>
    </StaffShell>
  );
}
