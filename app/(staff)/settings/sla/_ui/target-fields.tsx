"use client";

import { useTranslations } from "next-intl";
import { FieldError, Input, Select } from "#app/_ui/field.tsx";
import { type SlaMetric, type TicketPriority, ticketPriorities } from "#server/tickets/schemas.ts";
import { isBadTime, type TypedTarget } from "../_lib/typed.ts";
import type { CalendarName } from "./levels.tsx";

type Props = {
  metric: SlaMetric;
  typed: TypedTarget;
  calendars: CalendarName[];
  disabled: boolean;
  onChange: (next: TypedTarget) => void;
};

/** One promise: its time, its calendar, and other times for some priorities. */
export function TargetFields({ metric, typed, calendars, disabled, onChange }: Props) {
  const t = useTranslations("sla");
  const name = t(`metric.${metric}`);
  const bad =
    isBadTime(typed.minutes) ||
    ticketPriorities.some((p) => typed.byPriority[p] !== "" && isBadTime(typed.byPriority[p]));
  const set = (priority: TicketPriority, value: string) =>
    onChange({ ...typed, byPriority: { ...typed.byPriority, [priority]: value } });
  return (
    <fieldset className="rounded-md border border-line bg-surface p-4">
      <legend className="sr-only">{name}</legend>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,14rem)_minmax(0,1fr)]">
        <div>
          <p aria-hidden className="font-medium">
            {name}
          </p>
          <p className="mt-0.5 text-sm text-muted">{t(`metricHint.${metric}`)}</p>
        </div>
        <div className="grid gap-3">
          <div className="grid gap-3 sm:grid-cols-[8rem_minmax(0,1fr)]">
            <Small id={`${metric}-minutes`} label={t("minutes")} name={t("minutesOf", { metric: name })}>
              {(common) => (
                <Input
                  {...common}
                  inputMode="numeric"
                  className="text-right tabular"
                  disabled={disabled}
                  error={isBadTime(typed.minutes)}
                  value={typed.minutes}
                  onChange={(event) => onChange({ ...typed, minutes: event.target.value })}
                />
              )}
            </Small>
            <Small id={`${metric}-calendar`} label={t("calendar")} name={t("calendarOf", { metric: name })}>
              {(common) => (
                <Select
                  {...common}
                  disabled={disabled}
                  options={calendars.map(({ id, name: label }) => ({ value: id, label }))}
                  value={typed.calendar}
                  onChange={(event) => onChange({ ...typed, calendar: event.target.value })}
                />
              )}
            </Small>
          </div>
          <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
            {ticketPriorities.map((priority) => (
              <Small
                key={priority}
                id={`${metric}-${priority}`}
                label={t(`priority.${priority}`)}
                name={t("priorityOf", { metric: name, priority: t(`priority.${priority}`) })}
              >
                {(common) => (
                  <Input
                    {...common}
                    inputMode="numeric"
                    className="text-right tabular"
                    disabled={disabled}
                    placeholder={typed.minutes}
                    error={typed.byPriority[priority] !== "" && isBadTime(typed.byPriority[priority])}
                    value={typed.byPriority[priority]}
                    onChange={(event) => set(priority, event.target.value.trim())}
                  />
                )}
              </Small>
            ))}
          </div>
          {bad ? <FieldError id={`${metric}-minutes`}>{t("wrong")}</FieldError> : null}
        </div>
      </div>
    </fieldset>
  );
}

type SmallProps = {
  id: string;
  label: string;
  /** The whole name, for those who do not see what stands around it. */
  name: string;
  children: (common: { id: string; "aria-label": string }) => React.ReactNode;
};

function Small({ id, label, name, children }: SmallProps) {
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-sm text-muted">
        {label}
      </label>
      {children({ id, "aria-label": name })}
    </div>
  );
}
