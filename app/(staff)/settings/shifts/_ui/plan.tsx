"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { ShiftView } from "#server/shifts/schemas.ts";
import { useShiftFailure } from "./failure.ts";

type Person = { id: string; name: string };
type Range = { from: string; to: string };

/** The shifts of the days ahead, and a form for another. */
export function Plan(props: { first: ShiftView[]; people: Person[]; range: Range; mayWrite: boolean }) {
  const t = useTranslations("shifts");
  const locale = useLocale();
  const failure = useShiftFailure();
  const queries = useQueryClient();
  const list = useQuery({
    queryKey: ["shifts", "plan", props.range],
    queryFn: async () => (await trpc.shifts.list.query(props.range)).shifts,
    initialData: props.first,
  });
  const remove = useMutation({
    mutationFn: (id: string) => trpc.shifts.remove.mutate({ id }),
    onSuccess: () => {
      toast.ok(t("removed"));
      void queries.invalidateQueries({ queryKey: ["shifts"] });
    },
  });
  return (
    <section aria-labelledby="plan-title" className="grid grid-cols-1 gap-4">
      <div>
        <h2 id="plan-title" className="text-xl font-semibold">
          {t("plan")}
        </h2>
        <p className="mt-1 text-muted">{t("planHint")}</p>
      </div>
      {remove.error ? (
        <Banner tone="broken" role="alert" title={t("failed")}>
          {failure(remove.error)}
        </Banner>
      ) : null}
      {props.mayWrite ? <ShiftForm people={props.people} day={props.range.from} /> : null}
      {list.data.length === 0 ? <p className="text-muted">{t("none")}</p> : null}
      {daysOf(list.data).map(([day, shifts]) => (
        <div key={day}>
          <h3 className="pb-1.5 text-sm font-medium text-muted">{dayName(shifts[0] as ShiftView, locale)}</h3>
          <ul className="divide-y divide-line rounded-md border border-line bg-surface">
            {shifts.map((shift) => (
              <li key={shift.id} className="flex items-center gap-x-2 py-1 pr-2 pl-4 sm:gap-x-4">
                <span className="w-20 min-w-0 font-medium break-words sm:w-40">{shift.personName}</span>
                <span className="grow text-sm whitespace-nowrap tabular">{hours(shift, locale)}</span>
                {props.mayWrite ? (
                  <Button
                    type="button"
                    size="compact"
                    variant="ghost"
                    className="shrink-0 whitespace-nowrap"
                    aria-label={t("removeOf", {
                      name: shift.personName,
                      time: exactTime(new Date(shift.from), locale),
                    })}
                    disabled={remove.isPending}
                    onClick={() => remove.mutate(shift.id)}
                  >
                    {t("remove")}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

const BEIJING_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const ZONE = { timeZone: "Asia/Shanghai" } as const;

const beijingDay = (iso: string) => new Date(new Date(iso).getTime() + BEIJING_MS).toISOString().slice(0, 10);

/** The shifts of each day in Beijing on which one begins, in their order. */
const daysOf = (shifts: ShiftView[]): [string, ShiftView[]][] => [
  ...Map.groupBy(shifts, ({ from }) => beijingDay(from)),
];

const dayName = ({ from }: ShiftView, locale: string) =>
  new Intl.DateTimeFormat(locale, { ...ZONE, month: "short", day: "numeric", weekday: "short" }).format(new Date(from));

/** "09:00 – 18:00"; an end on another day says how many days later. */
function hours({ from, to }: Range, locale: string): string {
  const clock = new Intl.DateTimeFormat(locale, { ...ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const later = (Date.parse(beijingDay(to)) - Date.parse(beijingDay(from))) / DAY_MS;
  return `${clock.format(new Date(from))} – ${clock.format(new Date(to))}${later > 0 ? ` +${later}` : ""}`;
}

function ShiftForm({ people, day: first }: { people: Person[]; day: string }) {
  const t = useTranslations("shifts");
  const failure = useShiftFailure();
  const queries = useQueryClient();
  const [person, setPerson] = useState(people[0]?.id ?? "");
  const [day, setDay] = useState(() => new Date(new Date(first).getTime() + BEIJING_MS).toISOString().slice(0, 10));
  const [from, setFrom] = useState("09:00");
  const [to, setTo] = useState("18:00");
  const times = timesOf(day, from, to);
  const add = useMutation({
    mutationFn: (shift: Range) => trpc.shifts.plan.mutate({ personId: person, ...shift }),
    onSuccess: () => {
      toast.ok(t("added"));
      void queries.invalidateQueries({ queryKey: ["shifts"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (times && !add.isPending) add.mutate(times);
  };
  return (
    <form onSubmit={submit} className="grid gap-4 rounded-md border border-line bg-surface p-4" noValidate>
      {add.error ? (
        <Banner tone="broken" role="alert" title={t("failed")}>
          {failure(add.error)}
        </Banner>
      ) : null}
      <div className="grid grid-cols-1 gap-4 min-[26rem]:grid-cols-2 lg:grid-cols-4">
        <Field id="shift-person" label={t("person")}>
          <Select
            id="shift-person"
            options={people.map(({ id, name }) => ({ value: id, label: name }))}
            value={person}
            onChange={(event) => setPerson(event.target.value)}
          />
        </Field>
        <Field id="shift-day" label={t("day")}>
          <Input id="shift-day" type="date" value={day} onChange={(event) => setDay(event.target.value)} />
        </Field>
        <Field id="shift-from" label={t("from")}>
          <Input id="shift-from" type="time" value={from} onChange={(event) => setFrom(event.target.value)} />
        </Field>
        <Field id="shift-to" label={t("to")} error={times ? undefined : t("wrongTime")}>
          <Input id="shift-to" type="time" error={!times} value={to} onChange={(event) => setTo(event.target.value)} />
        </Field>
      </div>
      <div>
        <Button size="compact" disabled={!times || add.isPending} icon={add.isPending ? <Spinner /> : undefined}>
          {t("add")}
        </Button>
      </div>
    </form>
  );
}

/** The moments of a shift on a day in Beijing; one that ends before it begins ends the next day. */
function timesOf(day: string, from: string, to: string): Range | null {
  const begin = new Date(`${day}T${from}:00+08:00`);
  const end = new Date(`${day}T${to}:00+08:00`);
  if (Number.isNaN(begin.getTime()) || Number.isNaN(end.getTime()) || from === to) return null;
  const last = end > begin ? end : new Date(end.getTime() + DAY_MS);
  return { from: begin.toISOString(), to: last.toISOString() };
}
