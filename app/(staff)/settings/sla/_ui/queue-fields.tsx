"use client";

import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { type SlaMetric, slaMetrics } from "#server/tickets/schemas.ts";
import { isBadQueue, isBadTime, type TypedQueue } from "../_lib/typed.ts";
import type { CalendarName } from "./levels.tsx";

type Props = {
  queues: TypedQueue[];
  calendars: CalendarName[];
  disabled: boolean;
  onChange: (queues: TypedQueue[]) => void;
};

const blank: TypedQueue = { queue: "", metric: "resolution", minutes: "60", calendar: "always", byPriority: {} };

/** Promises that differ in some queues. */
export function QueueFields({ queues, calendars, disabled, onChange }: Props) {
  const t = useTranslations("sla");
  const put = (i: number, next: Partial<TypedQueue>) =>
    onChange(queues.map((row, other) => (other === i ? { ...row, ...next } : row)));
  return (
    <section aria-labelledby="queues-title" className="grid gap-3">
      <div>
        <h3 id="queues-title" className="font-semibold">
          {t("queue.title")}
        </h3>
        <p className="mt-0.5 text-sm text-muted">{t("queue.hint")}</p>
      </div>
      {queues.map((row, i) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name until somebody types one
          key={i}
          className="grid grid-cols-2 gap-3 rounded-md border border-line bg-surface p-4 lg:grid-cols-[1fr_1fr_7rem_1fr_auto] lg:items-start"
        >
          <legend className="sr-only">{t("queue.row", { n: i + 1 })}</legend>
          <Field id={`queue-${i}`} label={t("queue.name")} error={isBadQueue(queues, i) ? t("queue.wrong") : undefined}>
            <Input
              id={`queue-${i}`}
              autoComplete="off"
              maxLength={40}
              disabled={disabled}
              error={isBadQueue(queues, i)}
              value={row.queue}
              onChange={(event) => put(i, { queue: event.target.value })}
            />
          </Field>
          <Field id={`queue-${i}-metric`} label={t("queue.metric")}>
            <Select
              id={`queue-${i}-metric`}
              disabled={disabled}
              options={slaMetrics.map((value) => ({ value, label: t(`metric.${value}`) }))}
              value={row.metric}
              onChange={(event) => put(i, { metric: event.target.value as SlaMetric })}
            />
          </Field>
          <Field id={`queue-${i}-minutes`} label={t("minutes")} error={isBadTime(row.minutes) ? t("wrong") : undefined}>
            <Input
              id={`queue-${i}-minutes`}
              inputMode="numeric"
              className="text-right tabular"
              disabled={disabled}
              error={isBadTime(row.minutes)}
              value={row.minutes}
              onChange={(event) => put(i, { minutes: event.target.value })}
            />
          </Field>
          <Field id={`queue-${i}-calendar`} label={t("calendar")}>
            <Select
              id={`queue-${i}-calendar`}
              disabled={disabled}
              options={calendars.map(({ id, name }) => ({ value: id, label: name }))}
              value={row.calendar}
              onChange={(event) => put(i, { calendar: event.target.value })}
            />
          </Field>
          {disabled ? null : (
            <Button
              type="button"
              size="compact"
              variant="ghost"
              className="self-end justify-self-start"
              onClick={() => onChange(queues.filter((_, other) => other !== i))}
            >
              {t("queue.remove")}
              <span className="sr-only"> {row.queue}</span>
            </Button>
          )}
        </fieldset>
      ))}
      {disabled ? null : (
        <div>
          <Button type="button" size="compact" variant="secondary" onClick={() => onChange([...queues, { ...blank }])}>
            {t("queue.add")}
          </Button>
        </div>
      )}
    </section>
  );
}
