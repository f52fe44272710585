import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { PageHeader } from "#app/_ui/surface.tsx";
import { mayStaff, requireFreshStaff } from "#app/(staff)/_lib/guard.ts";
import { listCalendars, listHolidays } from "#server/sla/index.ts";
import { Calendars } from "./_ui/calendars.tsx";
import { Holidays } from "./_ui/holidays.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("sla.calendars");
  return { title: t("title"), robots: { index: false } };
}

/** When work is done, and the public holidays that calendars keep: everybody may read it, managers change it. */
export default async function CalendarsPage() {
  const ctx = await requireFreshStaff("/settings/calendars", "sla:write");
  const [t, { calendars }, { years }] = await Promise.all([
    getTranslations("sla"),
    listCalendars({ ctx }),
    listHolidays({ ctx }),
  ]);
  const mayWrite = mayStaff(ctx, "sla:write");
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader
        title={t("calendars.title")}
        description={t("calendars.intro")}
        actions={
          <LinkButton href="/settings/sla" variant="secondary" size="compact">
            {t("toLevels")}
          </LinkButton>
        }
      />
      <ClientMessages areas={["common", "staff", "desk", "sla"]}>
        <div className="mt-6 grid grid-cols-[minmax(0,1fr)] gap-10">
          {mayWrite ? null : <p className="text-muted">{t("readOnly")}</p>}
          <Calendars first={calendars} mayWrite={mayWrite} />
          <Holidays first={years} mayWrite={mayWrite} />
        </div>
      </ClientMessages>
    </main>
  );
}
