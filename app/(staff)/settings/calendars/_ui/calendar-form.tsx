"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Textarea } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { ZoneNames } from "#app/_ui/zone-names.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { CalendarView, SaveCalendarInput } from "#server/sla/schemas.ts";
import { useSlaFailure } from "../../sla/_lib/failure.ts";
import { dayWords } from "../_lib/text.ts";
import { inputOf, type Typed, typedOf, type Wrong } from "../_lib/typed.ts";
import { WeekFields } from "./week-fields.tsx";

type Props = {
  /** Null for a new calendar. */
  saved: CalendarView | null;
  /** Identifiers that are in use. */
  taken: string[];
  onDone: () => void;
};

/** A calendar's week, its days of its own and whether it keeps public holidays; saved as a new version. */
export function CalendarForm({ saved, taken, onDone }: Props) {
  const t = useTranslations("sla");
  const locale = useLocale();
  const failure = useSlaFailure();
  const queries = useQueryClient();
  const [typed, setTyped] = useState(() => typedOf(saved, dayWords(locale)));
  const [tried, setTried] = useState(false);
  const input = inputOf(typed, saved, taken);
  const save = useMutation({
    mutationFn: (call: { id: string; calendar: SaveCalendarInput }) => trpc.sla.saveCalendar.mutate(call),
    onSuccess: () => {
      toast.ok(t("calendars.saved"));
      void queries.invalidateQueries({ queryKey: ["sla"] });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!("wrong" in input) && !save.isPending) save.mutate(input);
  };
  const wrong: Wrong = tried && "wrong" in input ? input.wrong : { days: [] };
  return (
    <form onSubmit={submit} className="mt-4 grid gap-5 border-t border-line pt-5" noValidate>
      {save.error ? (
        <Banner tone="broken" role="alert" title={t("failed")}>
          {failure(save.error)}
        </Banner>
      ) : null}
      <Names typed={typed} wrong={wrong} isNew={!saved} onChange={setTyped} />
      <WeekFields weekly={typed.weekly} wrong={wrong.days} onChange={(weekly) => setTyped({ ...typed, weekly })} />
      <DaysFields typed={typed} wrong={wrong} onChange={setTyped} />
      <div className="flex flex-wrap gap-3">
        <Button disabled={save.isPending} icon={save.isPending ? <Spinner /> : undefined}>
          {t("calendars.save")}
        </Button>
        <Button type="button" variant="ghost" onClick={onDone}>
          {t("calendars.close")}
        </Button>
      </div>
    </form>
  );
}

type Part = { typed: Typed; wrong: Wrong; onChange: (next: Typed) => void };

function Names({ typed, wrong, isNew, onChange }: Part & { isNew: boolean }) {
  const t = useTranslations("sla");
  const id = useId();
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      {isNew ? (
        <Field
          id={`${id}-id`}
          label={t("calendars.id")}
          hint={t("calendars.idHint")}
          error={wrong.id ? t("calendars.wrongId") : undefined}
        >
          <Input
            id={`${id}-id`}
            autoComplete="off"
            spellCheck={false}
            maxLength={40}
            hint={t("calendars.idHint")}
            error={wrong.id}
            value={typed.id}
            onChange={(event) => onChange({ ...typed, id: event.target.value.trim() })}
          />
        </Field>
      ) : null}
      <Field id={`${id}-name`} label={t("calendars.name")} error={wrong.name ? t("wrongName") : undefined}>
        <Input
          id={`${id}-name`}
          maxLength={80}
          error={wrong.name}
          value={typed.name}
          onChange={(event) => onChange({ ...typed, name: event.target.value })}
        />
      </Field>
      <Field id={`${id}-zone`} label={t("calendars.zone")} error={wrong.zone ? t("calendars.wrongZone") : undefined}>
        <Input
          id={`${id}-zone`}
          list={`${id}-zones`}
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          error={wrong.zone}
          value={typed.zone}
          onChange={(event) => onChange({ ...typed, zone: event.target.value })}
        />
        <ZoneNames id={`${id}-zones`} />
      </Field>
    </div>
  );
}

function DaysFields({ typed, wrong, onChange }: Part) {
  const t = useTranslations("sla.calendars");
  const id = useId();
  return (
    <>
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          className="size-5 accent-accent"
          checked={typed.holidays}
          onChange={(event) => onChange({ ...typed, holidays: event.target.checked })}
        />
        <span>{t("country")}</span>
      </label>
      <Field
        id={`${id}-days`}
        label={t("exceptions")}
        hint={t("exceptionsHint")}
        error={wrong.line ? t("wrongLine", { line: wrong.line }) : undefined}
      >
        <Textarea
          id={`${id}-days`}
          rows={4}
          className="font-mono text-sm"
          spellCheck={false}
          hint={t("exceptionsHint")}
          error={wrong.line}
          value={typed.exceptions}
          onChange={(event) => onChange({ ...typed, exceptions: event.target.value })}
        />
      </Field>
    </>
  );
}
