import { Lock } from "lucide-react";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { LinkButton } from "#app/_ui/button.tsx";
import { EmptyState } from "#app/_ui/surface.tsx";
import { mayStaff } from "#app/(staff)/_lib/guard.ts";
import { MoneyNav } from "#app/(staff)/_ui/money-nav.tsx";
import { StaffShell } from "#app/(staff)/_ui/staff-shell.tsx";
import type { Ctx } from "#server/core/context.ts";

/** The frame of the channels' pages; those who may not manage channels are told so instead. */
export async function ChannelsFrame({ ctx, children }: { ctx: Ctx; children: () => Promise<ReactNode> }) {
  const t = await getTranslations("channels.manage");
  const allowed = mayStaff(ctx, "channels:write");
  return (
    <StaffShell ctx={ctx}>
      <MoneyNav ctx={ctx} />
      <main id="main" className="mx-auto max-w-5xl px-4 py-6 sm:px-6 sm:py-8">
        {allowed ? (
          await children()
        ) : (
          <>
            <h1 className="sr-only">{t("title")}</h1>
            <EmptyState
              icon={<Lock />}
              title={t("forbidden")}
              action={<LinkButton href="/desk">{t("toDesk")}</LinkButton>}
            >
              {t("forbiddenHint")}
            </EmptyState>
          </>
        )}
      </main>
    </StaffShell>
  );
}
