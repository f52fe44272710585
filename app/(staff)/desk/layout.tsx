import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { rolePermissions } from "#server/core/permissions.ts";
import { causeTitle } from "#server/diagnosis/index.ts";
import { type CauseCode, causeCodes } from "#server/diagnosis/schemas.ts";
import { metricDefinitions } from "#server/metrics/index.ts";
import { requireStaff } from "../_lib/guard.ts";
import { Providers } from "../_lib/providers.tsx";
import { LiveProvider } from "../_ui/live-provider.tsx";
import { StaffShell } from "../_ui/staff-shell.tsx";
import { DeskProvider } from "./_lib/desk-context.tsx";

export default async function DeskLayout({ children }: { children: ReactNode }) {
  const ctx = await requireStaff("/desk");
  const locale = await getLocale();
  const { actor } = ctx;
  if (actor.kind !== "staff") throw new Error("Only staff sign in to the console");
  const me = { id: actor.id, name: actor.name, role: actor.role, permissions: [...rolePermissions[actor.role]] };
  const causes = Object.fromEntries(causeCodes.map((code) => [code, causeTitle(code, locale)])) as Record<
    CauseCode,
    string
  >;
  const metrics = Object.fromEntries(Object.entries(metricDefinitions).map(([id, text]) => [id, text[locale].title]));
  return (
    <StaffShell ctx={ctx}>
      <Providers>
        <DeskProvider value={{ me, locale, causes, metrics }}>
          <LiveProvider>{children}</LiveProvider>
        </DeskProvider>
      </Providers>
    </StaffShell>
  );
}
