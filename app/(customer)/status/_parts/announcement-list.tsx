import { useLocale, useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { Badge } from "#app/_ui/badge.tsx";
import type { Announcement } from "#server/channels/schemas.ts";

/** Notices and maintenance windows, with when they hold. */
export function AnnouncementList({ items }: { items: Announcement[] }) {
  const t = useTranslations("channels.status");
  const locale = useLocale();
  const time = (at: string) => exactTime(new Date(at), locale);
  return (
    <ul className="grid gap-2">
      {items.map(({ id, kind, state, text, startsAt, endsAt }) => (
        <li key={id} className="rounded-md border border-line bg-surface px-4 py-3">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
            {kind === "maintenance" ? (
              <Badge tone={state === "active" ? "wait" : "accent"}>
                {t(state === "active" ? "active" : "planned")}
              </Badge>
            ) : null}
            <span className="tabular">
              {endsAt === null
                ? t("from", { from: time(startsAt) })
                : t("window", { from: time(startsAt), to: time(endsAt) })}
            </span>
          </p>
          <p className="mt-1 break-words">{text[locale]}</p>
        </li>
      ))}
    </ul>
  );
}
