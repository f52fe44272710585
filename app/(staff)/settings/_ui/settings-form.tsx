"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { fenOfYuan, yuanOfFen } from "#app/(staff)/desk/_lib/yuan.ts";
import { formatFen } from "#server/core/money.ts";
import { type MoneySettings, savePolicySchema } from "#server/topup/schemas.ts";

const fields = ["thresholdFen", "approvalTtlHours", "fulfilmentOverdueMinutes", "stuckAfterMinutes"] as const;
type Name = (typeof fields)[number];
const always = ["channel", "mismatch", "expiry", "second"] as const;

const shownOf = (settings: MoneySettings): Record<Name, string> => ({
  thresholdFen: yuanOfFen(settings.thresholdFen),
  approvalTtlHours: `${settings.approvalTtlHours}`,
  fulfilmentOverdueMinutes: `${settings.fulfilmentOverdueMinutes}`,
  stuckAfterMinutes: `${settings.stuckAfterMinutes}`,
});

/** What was typed as a number of its unit; NaN when it is none. */
const numberOf = (name: Name, typed: string): number =>
  name === "thresholdFen"
    ? (fenOfYuan(typed) ?? Number.NaN)
    : /^\d{1,6}$/.test(typed.trim())
      ? Number(typed)
      : Number.NaN;

const isGood = (name: Name, value: number) => savePolicySchema.shape[name].safeParse(value).success;

/** The policy of money, in plain words; saved as a whole, against the version that was read. */
export function SettingsForm({ saved: first }: { saved: MoneySettings }) {
  const t = useTranslations("settings");
  const failure = useFailureText();
  const { locale } = useDesk();
  const [saved, setSaved] = useState(first);
  const [typed, setTyped] = useState(() => shownOf(first));
  const [stale, setStale] = useState(false);
  const values = Object.fromEntries(fields.map((name) => [name, numberOf(name, typed[name])])) as Record<Name, number>;
  const good = fields.every((name) => isGood(name, values[name]));
  const changed = fields.some((name) => values[name] !== saved[name]);
  const save = useMutation({
    mutationFn: () => trpc.topup.saveSettings.mutate({ ...values, version: saved.version }),
    onSuccess: (now) => {
      setSaved(now);
      setTyped(shownOf(now));
      setStale(false);
      toast.ok(t("saved"));
    },
    onError: async (error) => {
      if (failureOf(error).code !== "VERSION_CONFLICT") return;
      const now = await trpc.topup.settings.query();
      setSaved(now);
      setTyped(shownOf(now));
      setStale(true);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (good && changed && !save.isPending) save.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-6" noValidate>
      {stale ? (
        <Banner tone="wait" role="alert">
          {t("stale")}
        </Banner>
      ) : save.error ? (
        <Banner tone="broken" role="alert" title={t("failed")}>
          {failure(save.error)}
        </Banner>
      ) : null}
      {fields.map((name) => (
        <Field
          key={name}
          id={name}
          label={t(`field.${name}`)}
          hint={t(`hint.${name}`)}
          error={isGood(name, values[name]) ? undefined : t("wrong")}
        >
          <Input
            id={name}
            inputMode={name === "thresholdFen" ? "decimal" : "numeric"}
            autoComplete="off"
            className="max-w-48 text-right tabular"
            error={!isGood(name, values[name])}
            value={typed[name]}
            onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
          />
        </Field>
      ))}
      <div className="rounded-md bg-wait-soft px-3 py-2 text-sm">
        <p className="font-medium text-wait">{t("always")}</p>
        <ul className="list-disc pl-5">
          {always.map((each) => (
            <li key={each}>{t(`alwaysList.${each}`)}</li>
          ))}
        </ul>
      </div>
      <div className="grid gap-2">
        {good && changed ? (
          <p className="text-sm text-muted">{t("consequence", { sum: formatFen(values.thresholdFen) })}</p>
        ) : null}
        <div>
          <Button disabled={!good || !changed || save.isPending} icon={save.isPending ? <Spinner /> : undefined}>
            {t("save")}
          </Button>
        </div>
        <p className="text-sm text-muted">
          {saved.updatedAt
            ? t("version", { version: saved.version, time: exactTime(new Date(saved.updatedAt), locale) })
            : t("never")}
        </p>
      </div>
    </form>
  );
}
