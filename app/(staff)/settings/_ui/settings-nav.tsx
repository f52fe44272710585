import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { mayStaff } from "#app/(staff)/_lib/guard.ts";
import { SectionColumn, type SectionGroup, SectionRow } from "#app/(staff)/_ui/section-nav.tsx";
import type { Ctx } from "#server/core/context.ts";
import type { Permission } from "#server/core/permissions.ts";

/** What is set where; a place without `needs` is for everybody to read. */
const groups = [
  {
    key: "team",
    places: [
      { href: "/settings/shifts", key: "shifts" },
      { href: "/settings/people", key: "people" },
    ],
  },
  {
    key: "tickets",
    places: [
      { href: "/settings/sla", key: "levels" },
      { href: "/settings/calendars", key: "calendars" },
      { href: "/settings/macros", key: "macros" },
      { href: "/settings/fields", key: "fields" },
      { href: "/settings/automation", key: "automation", needs: "channels:write" },
    ],
  },
  {
    key: "words",
    places: [
      { href: "/settings/articles", key: "articles" },
      { href: "/settings/templates", key: "templates" },
      { href: "/settings/notices", key: "notices" },
      { href: "/settings/webhooks", key: "webhooks", needs: "admin" },
    ],
  },
  {
    key: "data",
    places: [
      { href: "/settings", key: "money", needs: "admin" },
      { href: "/settings/privacy", key: "privacy", needs: "channels:write" },
      { href: "/settings/transfer", key: "transfer", needs: "channels:write" },
    ],
  },
] as const satisfies { key: string; places: { href: string; key: string; needs?: Permission }[] }[];

/** The frame of the settings: their list beside the page, or above it where there is little room. */
export async function SettingsFrame({ ctx, children }: { ctx: Ctx; children: ReactNode }) {
  const t = await getTranslations("staff.settingsNav");
  const shown: SectionGroup[] = groups.map(({ key, places }) => ({
    label: t(`group.${key}`),
    sections: places
      .filter((place) => !("needs" in place) || mayStaff(ctx, place.needs))
      .map(({ href, key: name }) => ({ href, label: t(name) })),
  }));
  const filled = shown.filter(({ sections }) => sections.length > 0);
  return (
    <div className="lg:grid lg:min-h-[calc(100dvh-3.5rem-1px)] lg:grid-cols-[13.5rem_minmax(0,1fr)]">
      <SectionRow label={t("label")} sections={filled.flatMap(({ sections }) => sections)} className="lg:hidden" />
      <div className="hidden border-r border-line bg-surface lg:block">
        <SectionColumn label={t("label")} groups={filled} />
      </div>
      <div className="min-w-0">{children}</div>
    </div>
  );
}
