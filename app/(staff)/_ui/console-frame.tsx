import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { channelLabels } from "#server/channels/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { rolePermissions } from "#server/core/permissions.ts";
import { causeTitle, runningPack } from "#server/diagnosis/index.ts";
import { type CauseCode, causeCodes } from "#server/diagnosis/schemas.ts";
import { metricDefinitions } from "#server/metrics/index.ts";
import { Providers } from "../_lib/providers.tsx";
import { DeskProvider } from "../desk/_lib/desk-context.tsx";
import { LiveProvider } from "./live-provider.tsx";
import { StaffShell } from "./staff-shell.tsx";

/** The frame of pages that stay fresh by themselves: shell, answers kept, who sits here, and the live stream. */
export async function ConsoleFrame({ ctx, children }: { ctx: Ctx; children: ReactNode }) {
  const locale = await getLocale();
  const [pack, channels] = await Promise.all([runningPack(), channelLabels()]);
  const { actor } = ctx;
  if (actor.kind !== "staff") throw new Error("Only staff sign in to the console");
  const me = { id: actor.id, name: actor.name, role: actor.role, permissions: [...rolePermissions[actor.role]] };
  const causes = Object.fromEntries(causeCodes.map((code) => [code, causeTitle(code, locale, pack)])) as Record<
    CauseCode,
    string
  >;
  const metrics = Object.fromEntries(Object.entries(metricDefinitions).map(([id, text]) => [id, text[locale].title]));
  return (
    <StaffShell ctx={ctx}>
      <Providers>
        <DeskProvider value={{ me, locale, causes, metrics, channels }}>
          <LiveProvider>{children}</LiveProvider>
        </DeskProvider>
      </Providers>
    </StaffShell>
  );
}
