"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { FieldError, Input } from "#app/_ui/field.tsx";

const weekdays = ["1", "2", "3", "4", "5", "6", "7"] as const;
type Props = { weekly: string[]; wrong: number[]; onChange: (weekly: string[]) => void };

/** The shifts of a week's days, typed. */
export function WeekFields({ weekly, wrong, onChange }: Props) {
  const t = useTranslations("sla.calendars");
  const id = useId();
  const put = (i: number, value: string) => onChange(weekly.map((text, other) => (other === i ? value : text)));
  return (
    <fieldset className="grid gap-3">
      <legend className="sr-only">{t("title")}</legend>
      <p className="text-sm text-muted">{t("shiftsHint")}</p>
      {weekdays.map((day, i) => (
        <div key={day} className="grid gap-1 sm:grid-cols-[6rem_minmax(0,1fr)] sm:items-center sm:gap-3">
          <label htmlFor={`${id}-${day}`} className="text-sm font-medium">
            {t(`weekday.${day}`)}
          </label>
          <div>
            <Input
              id={`${id}-${day}`}
              aria-label={t("shiftsOf", { day: t(`weekday.${day}`) })}
              autoComplete="off"
              spellCheck={false}
              className="tabular"
              placeholder={t("none")}
              error={wrong.includes(i)}
              value={weekly[i] ?? ""}
              onChange={(event) => put(i, event.target.value)}
            />
            {wrong.includes(i) ? <FieldError id={`${id}-${day}`}>{t("wrongShifts")}</FieldError> : null}
          </div>
        </div>
      ))}
    </fieldset>
  );
}
