"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { CalendarView } from "#server/sla/schemas.ts";
import { shiftsText } from "../_lib/text.ts";
import { CalendarForm } from "./calendar-form.tsx";

const weekdays = ["1", "2", "3", "4", "5", "6", "7"] as const;

/** The working calendars, each with its week; one at a time is open to be changed. */
export function Calendars({ first, mayWrite }: { first: CalendarView[]; mayWrite: boolean }) {
  const t = useTranslations("sla.calendars");
  const top = useTranslations("sla");
  const list = useQuery({
    queryKey: ["sla", "calendars"],
    queryFn: async () => (await trpc.sla.calendars.query()).calendars,
    initialData: first,
  });
  const [open, setOpen] = useState<string | null>(null);
  const missing = [...new Set(list.data.flatMap(({ missingYears }) => missingYears))].sort();
  return (
    <section aria-label={t("title")} className="grid gap-4">
      {missing.length > 0 ? (
        <Banner tone="wait" title={t("missingTitle", { years: missing.join("、") })}>
          {t("missing")}
        </Banner>
      ) : null}
      <ul className="grid gap-3">
        {list.data.map((calendar) => (
          <li key={calendar.id} className="rounded-md border border-line bg-surface p-4">
            <Summary calendar={calendar} />
            {mayWrite && calendar.id !== "always" && open !== calendar.id ? (
              <Button type="button" size="compact" variant="secondary" onClick={() => setOpen(calendar.id)}>
                {top("edit")}
              </Button>
            ) : null}
            {open === calendar.id ? (
              <CalendarForm
                key={`${calendar.id}@${calendar.version}`}
                saved={calendar}
                taken={[]}
                onDone={() => setOpen(null)}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {mayWrite && open !== "" ? (
        <div>
          <Button type="button" variant="secondary" onClick={() => setOpen("")}>
            {t("new")}
          </Button>
        </div>
      ) : null}
      {open === "" ? (
        <div className="rounded-md border border-line bg-surface p-4">
          <h2 className="text-lg font-semibold">{t("new")}</h2>
          <CalendarForm saved={null} taken={list.data.map(({ id }) => id)} onDone={() => setOpen(null)} />
        </div>
      ) : null}
    </section>
  );
}

function Summary({ calendar }: { calendar: CalendarView }) {
  const t = useTranslations("sla.calendars");
  const top = useTranslations("sla");
  const { id, name, version, weekly, country, holidayYears, zone } = calendar;
  if (id === "always") {
    return (
      <div>
        <h2 className="font-semibold">{top("always")}</h2>
        <p className="mt-1 text-muted">{t("always")}</p>
      </div>
    );
  }
  return (
    <div className="mb-3">
      <h2 className="flex flex-wrap items-baseline gap-x-3 font-semibold">
        <span className="break-words">{name}</span>
        <span className="text-sm font-normal text-faint tabular">
          {id} · {t("version", { version })} · {zone}
        </span>
      </h2>
      <dl className="mt-2 grid gap-x-6 gap-y-1 text-sm sm:grid-cols-2 lg:grid-cols-3">
        {weekdays.map((day, i) => (
          <div key={day} className="flex gap-2">
            <dt className="w-20 shrink-0 text-muted">{t(`weekday.${day}`)}</dt>
            <dd className="tabular">{shiftsText(weekly[i] ?? []) || t("none")}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-2 text-sm text-muted">
        {country === null ? t("noHolidays") : t("years", { years: holidayYears.join("、") })}
      </p>
    </div>
  );
}
