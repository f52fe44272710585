"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { type PolicyView, savePolicySchema } from "#server/sla/schemas.ts";
import { slaMetrics } from "#server/tickets/schemas.ts";
import { useSlaFailure } from "../_lib/failure.ts";
import { inputOf, isBadQueue, number, type Typed, typedOf } from "../_lib/typed.ts";
import type { CalendarName } from "./levels.tsx";
import { QueueFields } from "./queue-fields.tsx";
import { TargetFields } from "./target-fields.tsx";

type Props = { base: PolicyView; calendars: CalendarName[]; mayWrite: boolean };

/** The promises of the next version, beginning from those of another. */
export function LevelsForm({ base, calendars, mayWrite }: Props) {
  const t = useTranslations("sla");
  const failure = useSlaFailure();
  const queries = useQueryClient();
  const [typed, setTyped] = useState<Typed>(() => typedOf(base));
  const [tried, setTried] = useState(false);
  const input = inputOf(typed);
  const twice = typed.queues.some((_, i) => isBadQueue(typed.queues, i));
  const good = savePolicySchema.safeParse(input).success && !twice;
  const save = useMutation({
    mutationFn: () => trpc.sla.savePolicy.mutate(input),
    onSuccess: () => {
      toast.ok(t("saved"));
      setTried(false);
      setTyped((now) => ({ ...now, name: "" }));
      void queries.invalidateQueries({ queryKey: ["sla"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (good && !save.isPending) save.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-6" noValidate>
      <h2 className="text-xl font-semibold">{mayWrite ? t("edit") : t("active")}</h2>
      <ul className="grid gap-3">
        {slaMetrics.map((metric) => (
          <li key={metric}>
            <TargetFields
              metric={metric}
              typed={typed.targets[metric]}
              calendars={calendars}
              disabled={!mayWrite}
              onChange={(next) => setTyped((now) => ({ ...now, targets: { ...now.targets, [metric]: next } }))}
            />
          </li>
        ))}
      </ul>
      <QueueFields
        queues={typed.queues}
        calendars={calendars}
        disabled={!mayWrite}
        onChange={(queues) => setTyped((now) => ({ ...now, queues }))}
      />
      <Alarms typed={typed} disabled={!mayWrite} onChange={setTyped} />
      {mayWrite ? (
        <div className="grid gap-4 border-t border-line pt-6">
          {save.error ? (
            <Banner tone="broken" role="alert" title={t("failed")}>
              {failure(save.error)}
            </Banner>
          ) : null}
          <Field
            id="version-name"
            label={t("name")}
            hint={t("nameHint")}
            error={tried && typed.name.trim() === "" ? t("wrongName") : undefined}
          >
            <Input
              id="version-name"
              className="max-w-96"
              maxLength={80}
              hint={t("nameHint")}
              error={tried && typed.name.trim() === ""}
              value={typed.name}
              onChange={(event) => setTyped({ ...typed, name: event.target.value })}
            />
          </Field>
          <div>
            <Button disabled={save.isPending} icon={save.isPending ? <Spinner /> : undefined}>
              {t("save")}
            </Button>
          </div>
        </div>
      ) : null}
    </form>
  );
}

function Alarms({ typed, disabled, onChange }: { typed: Typed; disabled: boolean; onChange: (next: Typed) => void }) {
  const t = useTranslations("sla");
  const percent = number(typed.warnPercent);
  const badPercent = !(percent >= 10 && percent <= 99);
  const badMinutes = !(number(typed.escalateMinutes) <= 43_200);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field
        id="warn-percent"
        label={t("warnPercent")}
        hint={t("warnHint")}
        error={badPercent ? t("wrongPercent") : undefined}
      >
        <Input
          id="warn-percent"
          inputMode="numeric"
          className="max-w-40 text-right tabular"
          hint={t("warnHint")}
          error={badPercent}
          disabled={disabled}
          value={typed.warnPercent}
          onChange={(event) => onChange({ ...typed, warnPercent: event.target.value })}
        />
      </Field>
      <Field
        id="escalate-minutes"
        label={t("escalateMinutes")}
        hint={t("escalateHint")}
        error={badMinutes ? t("wrong") : undefined}
      >
        <Input
          id="escalate-minutes"
          inputMode="numeric"
          className="max-w-40 text-right tabular"
          hint={t("escalateHint")}
          error={badMinutes}
          disabled={disabled}
          value={typed.escalateMinutes}
          onChange={(event) => onChange({ ...typed, escalateMinutes: event.target.value })}
        />
      </Field>
    </div>
  );
}
