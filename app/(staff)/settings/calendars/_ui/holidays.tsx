"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Textarea } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { type HolidayYear, saveHolidaysSchema } from "#server/sla/schemas.ts";
import { useSlaFailure } from "../../sla/_lib/failure.ts";
import { dayWords, holidaysText, readHolidays } from "../_lib/text.ts";

/** The public holidays of each known year, and a form for the next. */
export function Holidays({ first, mayWrite }: { first: HolidayYear[]; mayWrite: boolean }) {
  const t = useTranslations("sla.calendars");
  const top = useTranslations("sla");
  const list = useQuery({
    queryKey: ["sla", "holidays"],
    queryFn: async () => (await trpc.sla.holidays.query()).years,
    initialData: first,
  });
  const [open, setOpen] = useState<number | null>(null);
  const next = Math.max(...list.data.map(({ year }) => year)) + 1;
  const empty: HolidayYear = { country: "CN", year: next, source: "", days: [] };
  return (
    <section aria-labelledby="holidays-title" className="grid gap-3">
      <div>
        <h2 id="holidays-title" className="text-xl font-semibold">
          {t("holidays")}
        </h2>
        <p className="mt-1 max-w-prose text-muted">{t("holidaysIntro")}</p>
      </div>
      <ul className="divide-y divide-line rounded-md border border-line bg-surface">
        {list.data.toReversed().map((year) => (
          <li key={year.year} className="grid gap-2 px-4 py-3">
            <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
              <span className="font-semibold tabular">{year.year}</span>
              <span className="text-sm tabular">
                {t("summary", {
                  off: year.days.filter(({ worksAs }) => worksAs === null).length,
                  on: year.days.filter(({ worksAs }) => worksAs !== null).length,
                })}
              </span>
              <span className="min-w-0 flex-1 basis-40 text-sm break-words text-muted">{year.source}</span>
              {mayWrite && open !== year.year ? (
                <Button type="button" size="compact" variant="ghost" onClick={() => setOpen(year.year)}>
                  {top("edit")}
                  <span className="sr-only"> {year.year}</span>
                </Button>
              ) : null}
            </div>
            {open === year.year ? <YearForm saved={year} onDone={() => setOpen(null)} /> : null}
          </li>
        ))}
      </ul>
      {mayWrite && open !== next ? (
        <div>
          <Button type="button" variant="secondary" onClick={() => setOpen(next)}>
            {t("addYear", { year: next })}
          </Button>
        </div>
      ) : null}
      {open === next ? (
        <div className="rounded-md border border-line bg-surface p-4">
          <h3 className="font-semibold tabular">{t("addYear", { year: next })}</h3>
          <YearForm saved={empty} onDone={() => setOpen(null)} />
        </div>
      ) : null}
    </section>
  );
}

function YearForm({ saved, onDone }: { saved: HolidayYear; onDone: () => void }) {
  const t = useTranslations("sla");
  const locale = useLocale();
  const failure = useSlaFailure();
  const queries = useQueryClient();
  const id = useId();
  const [source, setSource] = useState(saved.source);
  const [text, setText] = useState(() => holidaysText(saved.days, dayWords(locale)));
  const [tried, setTried] = useState(false);
  const read = readHolidays(text);
  const parsed = saveHolidaysSchema.safeParse({ ...saved, source, days: "days" in read ? read.days : [] });
  const save = useMutation({
    mutationFn: (year: HolidayYear) => trpc.sla.saveHolidays.mutate(year),
    onSuccess: ({ calendars }) => {
      toast.ok(t("calendars.savedYear", { count: calendars.length }));
      void queries.invalidateQueries({ queryKey: ["sla"] });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (parsed.success && "days" in read && !save.isPending) save.mutate(parsed.data);
  };
  const badSource = tried && source.trim() === "";
  const badDays =
    tried && ("line" in read ? t("calendars.wrongLine", { line: read.line }) : !parsed.success && !badSource);
  return (
    <form onSubmit={submit} className="mt-2 grid gap-4" noValidate>
      {save.error ? (
        <Banner tone="broken" role="alert" title={t("failed")}>
          {failure(save.error)}
        </Banner>
      ) : null}
      <Field
        id={`${id}-source`}
        label={t("calendars.source")}
        hint={t("calendars.sourceHint")}
        error={badSource ? t("wrongName") : undefined}
      >
        <Input
          id={`${id}-source`}
          maxLength={300}
          hint={t("calendars.sourceHint")}
          error={badSource}
          value={source}
          onChange={(event) => setSource(event.target.value)}
        />
      </Field>
      <Field
        id={`${id}-days`}
        label={t("calendars.days")}
        hint={t("calendars.daysHint")}
        error={badDays ? (badDays === true ? t("calendars.wrongShifts") : badDays) : undefined}
      >
        <Textarea
          id={`${id}-days`}
          rows={14}
          className="font-mono text-sm"
          spellCheck={false}
          hint={t("calendars.daysHint")}
          error={badDays}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <div className="flex flex-wrap gap-3">
        <Button disabled={save.isPending} icon={save.isPending ? <Spinner /> : undefined}>
          {t("calendars.saveYear")}
        </Button>
        <Button type="button" variant="ghost" onClick={onDone}>
          {t("calendars.close")}
        </Button>
      </div>
    </form>
  );
}
