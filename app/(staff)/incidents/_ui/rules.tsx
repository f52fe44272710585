"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { severities } from "#server/incidents/schemas.ts";
import { allRules, quantity, type Rule, useAct, useIncidentFailure } from "../_lib/queries.ts";
import { tones } from "./alerts.tsx";
import { Part } from "./parts.tsx";

/** What one unit on the page is in stored ones. */
const scale: Record<Rule["unit"], number> = { ms: 1_000, permille: 10, count: 1 };

/** From when on each measure alerts. */
export function Rules({ mayWrite }: { mayWrite: boolean }) {
  const t = useTranslations("incidents");
  const locale = useLocale();
  const list = useQuery(allRules);
  const [edited, setEdited] = useState<Rule>();
  return (
    <Part title={t("rules.title")} pending={list.isPending} error={list.error} onRetry={() => void list.refetch()}>
      <ul className="divide-y divide-line rounded-md border border-line bg-surface">
        {list.data?.map((rule) => (
          <li key={rule.id} className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2.5 text-sm">
            <span className="min-w-48 flex-1 font-medium">{t(`measure.${rule.measure}`)}</span>
            <span className="text-muted tabular">&gt; {quantity(rule.unit, rule.threshold, locale)}</span>
            <span className="text-muted tabular">
              {t("rules.windowOf", { minutes: Math.round(rule.windowS / 60) })}
            </span>
            <StateBadge tone={rule.enabled ? tones[rule.severity] : "neutral"}>
              {rule.enabled ? t(`alerts.severity.${rule.severity}`) : t("rules.off")}
            </StateBadge>
            {mayWrite ? (
              <Button
                type="button"
                size="compact"
                variant="secondary"
                aria-label={t("rules.edit", { measure: t(`measure.${rule.measure}`) })}
                onClick={() => setEdited(rule)}
              >
                {t("rules.change")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {edited ? <RuleForm rule={edited} onClose={() => setEdited(undefined)} /> : null}
    </Part>
  );
}

function RuleForm({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const t = useTranslations("incidents");
  const failure = useIncidentFailure();
  const save = useAct((input: Parameters<typeof trpc.alerts.saveRule.mutate>[0]) => trpc.alerts.saveRule.mutate(input));
  const { id, version, unit, measure } = rule;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    save.mutate(
      {
        ...{ id, version, enabled: form.has("enabled") },
        threshold: Math.round(Number(form.get("threshold")) * scale[unit]),
        windowS: Math.round(Number(form.get("window"))) * 60,
        severity: severities.find((each) => each === form.get("severity")) ?? "warn",
      },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t("rules.edit", { measure: t(`measure.${measure}`) })}
      closeLabel={t("close")}
    >
      <form onSubmit={submit} className="grid gap-4">
        {save.isError ? (
          <Banner tone="broken" role="alert">
            {failure(save.error)}
          </Banner>
        ) : null}
        <Field id="rule-threshold" label={t("rules.threshold", { unit: t(`rules.units.${unit}`) })}>
          <Input
            id="rule-threshold"
            name="threshold"
            type="number"
            inputMode="decimal"
            step="any"
            min={unit === "count" ? 0 : 1 / scale[unit]}
            required
            defaultValue={rule.threshold / scale[unit]}
          />
        </Field>
        <Field id="rule-window" label={t("rules.window")}>
          <Input
            id="rule-window"
            name="window"
            type="number"
            inputMode="numeric"
            min={1}
            max={60}
            required
            defaultValue={Math.round(rule.windowS / 60)}
          />
        </Field>
        <Field id="rule-severity" label={t("rules.severity")} hint={t("rules.severityHint")}>
          <Select
            id="rule-severity"
            name="severity"
            hint={t("rules.severityHint")}
            defaultValue={rule.severity}
            options={severities.map((value) => ({ value, label: t(`alerts.severity.${value}`) }))}
          />
        </Field>
        <label className="flex min-h-11 items-center gap-2.5">
          <input type="checkbox" name="enabled" defaultChecked={rule.enabled} className="size-4.5 accent-accent" />
          {t("rules.on")}
        </label>
        <Button disabled={save.isPending}>{t("save")}</Button>
      </form>
    </Dialog>
  );
}
