"use client";

import { useTranslations } from "next-intl";
import { Select } from "#app/_ui/field.tsx";
import type { Settings, SimField } from "../_lib/sim-pack.ts";

type Props = {
  legend: string;
  fields: SimField[];
  values: Settings;
  onChange: (values: Settings) => void;
  open?: boolean;
};

/** What can be set, one choice each; what is not set is unknown. */
export function SimFields({ legend, fields, values, onChange, open = false }: Props) {
  const t = useTranslations("checklist.simulator");
  const set = fields.filter(({ key }) => values[key] !== undefined && values[key] !== "").length;
  return (
    <details open={open} className="rounded-md border border-line">
      <summary className="flex min-h-11 cursor-pointer items-center justify-between gap-3 px-3 font-medium">
        {legend}
        <span className="text-sm font-normal text-muted tabular">{t("set", { count: set })}</span>
      </summary>
      <div className="grid gap-3 border-t border-line p-3">
        {fields.map(({ key, label, choices }) => (
          <div key={key}>
            <label htmlFor={`sim-${key}`} className="mb-1 block text-sm text-muted">
              {label}
            </label>
            <Select
              id={`sim-${key}`}
              value={values[key] ?? ""}
              onChange={(event) => onChange({ ...values, [key]: event.target.value })}
              options={[{ value: "", label: t("unknown") }, ...choices]}
            />
          </div>
        ))}
      </div>
    </details>
  );
}
