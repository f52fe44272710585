"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { type RepairSettings, repairSettingsSchema } from "#server/reconcile/schemas.ts";

/** How long charged orders are left alone before they are repaired. */
export function RepairForm({ saved: first }: { saved: RepairSettings }) {
  const t = useTranslations("settings");
  const failure = useFailureText();
  const [saved, setSaved] = useState(first);
  const [typed, setTyped] = useState(`${first.graceSeconds}`);
  const value = { graceSeconds: /^\d{1,6}$/.test(typed.trim()) ? Number(typed) : Number.NaN };
  const good = repairSettingsSchema.safeParse(value).success;
  const changed = value.graceSeconds !== saved.graceSeconds;
  const save = useMutation({
    mutationFn: () => trpc.money.saveRepair.mutate(value),
    onSuccess: (now) => {
      setSaved(now);
      setTyped(`${now.graceSeconds}`);
      toast.ok(t("saved"));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (good && changed && !save.isPending) save.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4 border-t border-line pt-6" noValidate>
      <div>
        <h2 className="text-xl font-semibold">{t("repair.title")}</h2>
        <p className="mt-1 max-w-prose text-muted">{t("repair.intro")}</p>
      </div>
      {save.error ? (
        <Banner tone="broken" role="alert" title={t("failed")}>
          {failure(save.error)}
        </Banner>
      ) : null}
      <Field
        id="graceSeconds"
        label={t("repair.graceSeconds")}
        hint={t("repair.graceHint")}
        error={good ? undefined : t("wrong")}
      >
        <Input
          id="graceSeconds"
          inputMode="numeric"
          autoComplete="off"
          className="max-w-48 text-right tabular"
          hint={t("repair.graceHint")}
          error={!good}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </Field>
      <div>
        <Button disabled={!good || !changed || save.isPending} icon={save.isPending ? <Spinner /> : undefined}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}
