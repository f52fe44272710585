import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { PageHeader } from "#app/_ui/surface.tsx";
import { mayStaff, requireFreshStaff } from "#app/(staff)/_lib/guard.ts";
import { listCalendars, listPolicies } from "#server/sla/index.ts";
import { Levels } from "./_ui/levels.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("sla");
  return { title: t("title"), robots: { index: false } };
}

/** What is promised and by which calendar: everybody may read it, managers make new versions and put them in force. */
export default async function ServiceLevelsPage() {
  const ctx = await requireFreshStaff("/settings/sla", "sla:write");
  const [t, levels, { calendars }] = await Promise.all([
    getTranslations("sla"),
    listPolicies({ ctx }),
    listCalendars({ ctx }),
  ]);
  const names = calendars.map(({ id, name }) => ({ id, name: id === "always" ? t("always") : name }));
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader
        title={t("title")}
        description={t("intro")}
        actions={
          <LinkButton href="/settings/calendars" variant="secondary" size="compact">
            {t("toCalendars")}
          </LinkButton>
        }
      />
      <ClientMessages areas={["common", "staff", "desk", "sla"]}>
        <Levels
          first={levels}
          calendars={names}
          mayWrite={mayStaff(ctx, "sla:write")}
          now={ctx.clock.now().toISOString()}
        />
      </ClientMessages>
    </main>
  );
}
