"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { TriedSla } from "#server/sla/schemas.ts";
import { type TicketPriority, ticketPriorities } from "#server/tickets/schemas.ts";
import { useSlaFailure } from "../_lib/failure.ts";
import type { CalendarName } from "./levels.tsx";

const BEIJING_MS = 8 * 3_600_000;
/** Beijing's wall clock in the form that the browser's field for it has. */
const fieldOf = (iso: string) => new Date(new Date(iso).getTime() + BEIJING_MS).toISOString().slice(0, 16);

/** What a version would promise a ticket that is opened at some time. */
export function TryIt({ version, calendars, now }: { version: string; calendars: CalendarName[]; now: string }) {
  const t = useTranslations("sla");
  const failure = useSlaFailure();
  const [local, setLocal] = useState(() => fieldOf(now));
  const [priority, setPriority] = useState<TicketPriority>("normal");
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local) ? `${local}:00+08:00` : undefined;
  const tried = useQuery({
    queryKey: ["sla", "try", version, at, priority],
    queryFn: () => trpc.sla.try.query({ at: at as string, priority, version }),
    enabled: at !== undefined,
    placeholderData: keepPreviousData,
  });
  return (
    <section aria-labelledby="try-title" className="grid gap-4">
      <div>
        <h2 id="try-title" className="text-xl font-semibold">
          {t("try")}
        </h2>
        <p className="mt-1 text-muted">{t("tryHint")}</p>
      </div>
      <div className="grid gap-4 sm:max-w-xl sm:grid-cols-2">
        <Field id="try-at" label={t("tryAt")}>
          <Input id="try-at" type="datetime-local" value={local} onChange={(event) => setLocal(event.target.value)} />
        </Field>
        <Field id="try-priority" label={t("tryPriority")}>
          <Select
            id="try-priority"
            options={ticketPriorities.map((value) => ({ value, label: t(`priority.${value}`) }))}
            value={priority}
            onChange={(event) => setPriority(event.target.value as TicketPriority)}
          />
        </Field>
      </div>
      {tried.isError ? (
        <Banner tone="broken" role="alert">
          {failure(tried.error)}
        </Banner>
      ) : null}
      {tried.data ? <Due tried={tried.data} calendars={calendars} /> : null}
    </section>
  );
}

function Due({ tried, calendars }: { tried: TriedSla; calendars: CalendarName[] }) {
  const t = useTranslations("sla");
  const locale = useLocale();
  const time = (iso: string) => exactTime(new Date(iso), locale);
  return (
    <Table aria-label={t("try")}>
      <thead>
        <tr>
          <Th>{t("title")}</Th>
          <Th>{t("calendar")}</Th>
          <Th>{t("warnAt")}</Th>
          <Th>{t("dueAt")}</Th>
          <Th>{t("escalateAt")}</Th>
        </tr>
      </thead>
      <tbody>
        {tried.targets.map((target) => (
          <Tr key={target.metric}>
            <Td className="whitespace-nowrap">{t(`metric.${target.metric}`)}</Td>
            <Td className="whitespace-nowrap text-muted">
              {calendars.find(({ id }) => id === target.calendar)?.name ?? target.calendar}
            </Td>
            <Td className="whitespace-nowrap tabular">{time(target.warnAt)}</Td>
            <Td className="font-medium whitespace-nowrap tabular">{time(target.dueAt)}</Td>
            <Td className="whitespace-nowrap tabular">{time(target.escalateAt)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
