"use client";

import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { type RiskEffect, riskEffects } from "#server/risk/schemas.ts";
import { type DraftRule, faultsOf, fixedThreshold, isMoney, paramsOf } from "../_lib/draft.ts";

type Props = { draft: DraftRule; onChange: (draft: DraftRule) => void; onRemove: () => void };

/** The fields of one rule. What is not acceptable is marked while it is typed. */
export function RuleEditor({ draft, onChange, onRemove }: Props) {
  const t = useTranslations("riskRules");
  const faults = faultsOf(draft);
  const { id, signal } = draft;
  const error = (name: string) => (faults.includes(name) ? t("edit.fieldWrong") : undefined);
  const number = (name: string, label: string, value: string, change: (text: string) => void, decimal: boolean) => (
    <Field
      key={name}
      id={`${id}-${name}`}
      label={label}
      error={error(name)}
      className={name === "sources" ? "sm:col-span-2" : ""}
    >
      <Input
        id={`${id}-${name}`}
        inputMode={name === "sources" ? "text" : decimal ? "decimal" : "numeric"}
        autoComplete="off"
        className={name === "sources" ? "" : "text-right tabular"}
        error={error(name)}
        value={value}
        onChange={(event) => change(event.target.value)}
      />
    </Field>
  );
  return (
    <fieldset className="rounded-md border border-line bg-surface p-4">
      <legend className="px-1 font-medium">{t(`signal.${signal}`)}</legend>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <Field id={`${id}-name`} label={t("field.name")} error={error("name")} className="sm:col-span-2">
          <Input
            id={`${id}-name`}
            maxLength={80}
            autoComplete="off"
            error={error("name")}
            value={draft.name}
            onChange={(event) => onChange({ ...draft, name: event.target.value })}
          />
        </Field>
        <Field id={`${id}-effect`} label={t("field.effect")} className="sm:col-span-2">
          <Select
            id={`${id}-effect`}
            value={draft.effect}
            onChange={(event) => onChange({ ...draft, effect: event.target.value as RiskEffect })}
            options={riskEffects.map((value) => ({ value, label: t(`effect.${value}`) }))}
          />
        </Field>
        {fixedThreshold.includes(signal)
          ? null
          : number(
              "threshold",
              t(`field.threshold.${signal}`),
              draft.threshold,
              (threshold) => onChange({ ...draft, threshold }),
              isMoney(signal) || signal === "above_history",
            )}
        {paramsOf[signal].map((name) =>
          number(
            name,
            t(`field.${name}`),
            draft.params[name] ?? "",
            (text) => onChange({ ...draft, params: { ...draft.params, [name]: text } }),
            name === "minAmountFen",
          ),
        )}
      </div>
      <div className="mt-3 flex flex-wrap items-center justify-between gap-3">
        <label className="flex min-h-11 cursor-pointer items-center gap-2">
          <input
            type="checkbox"
            className="size-5 accent-accent"
            checked={draft.enabled}
            onChange={(event) => onChange({ ...draft, enabled: event.target.checked })}
          />
          {t("field.enabled")}
        </label>
        <Button
          type="button"
          variant="ghost"
          size="compact"
          icon={<Trash2 aria-hidden className="size-4" />}
          onClick={onRemove}
        >
          {t("edit.remove")}
          <span className="sr-only">{draft.name}</span>
        </Button>
      </div>
    </fieldset>
  );
}
