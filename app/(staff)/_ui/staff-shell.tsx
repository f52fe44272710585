import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { AppBar } from "#app/_ui/app-bar.tsx";
import { Toaster } from "#app/_ui/toaster.tsx";
import type { Ctx } from "#server/core/context.ts";
import { readPreferences } from "#server/tickets/index.ts";
import { mayStaff } from "../_lib/guard.ts";
import { SETTINGS } from "../_lib/places.ts";
import { Actions } from "./actions.tsx";
import { SignedIn, SignOut, StaffNav } from "./staff-nav.tsx";
import { StepUp } from "./step-up.tsx";

/** The frame of every page for staff. */
export async function StaffShell({ ctx, children }: { ctx: Ctx; children: ReactNode }) {
  const [t, common] = await Promise.all([getTranslations("staff"), getTranslations("common")]);
  const { singleKeys } = await readPreferences({ ctx });
  const { actor } = ctx;
  return (
    <>
      <AppBar
        wide
        home="/desk"
        end={actor.kind === "staff" ? <SignedIn name={actor.name} role={t(`role.${actor.role}`)} /> : null}
      >
        <StaffNav mayManage={mayStaff(ctx, "metrics:read")} />
      </AppBar>
      {children}
      {/* A phone's bar has no room for one more icon. */}
      <footer className="flex justify-center gap-6 px-4 py-6 text-sm sm:hidden print:hidden">
        <a href={SETTINGS} className="inline-flex min-h-11 items-center text-muted underline underline-offset-4">
          {t("nav.settings")}
        </a>
        <a href="/staff/security" className="inline-flex min-h-11 items-center text-muted underline underline-offset-4">
          {t("nav.security")}
        </a>
        <SignOut />
      </footer>
      <ClientMessages areas={["common", "actions", "search"]}>
        <Actions mayManage={mayStaff(ctx, "metrics:read")} singleKeys={singleKeys} />
      </ClientMessages>
      <ClientMessages areas={["common", "security"]}>
        <StepUp />
      </ClientMessages>
      <Toaster closeLabel={common("close")} />
    </>
  );
}
