"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { MAX_RETENTION_DAYS, type RetentionView } from "#server/customers/schemas.ts";

const typedOf = ({ rules }: RetentionView): Record<string, string> =>
  Object.fromEntries(rules.map(({ kind, days }) => [kind, `${days}`]));
const daysOf = (typed: string | undefined) => (/^\d{1,5}$/.test(typed?.trim() ?? "") ? Number(typed) : Number.NaN);

/** How many days each kind of thing is kept; saved as a whole, against the version that was read. */
export function Retention({ saved: first }: { saved: RetentionView }) {
  const t = useTranslations("privacy.retention");
  const failure = useFailureText();
  const [saved, setSaved] = useState(first);
  const [typed, setTyped] = useState(() => typedOf(first));
  const [stale, setStale] = useState(false);
  const show = (view: RetentionView, old: boolean) => {
    setSaved(view);
    setTyped(typedOf(view));
    setStale(old);
  };
  const isGood = ({ kind, minDays }: RetentionView["rules"][number]) => {
    const days = daysOf(typed[kind]);
    return days >= minDays && days <= MAX_RETENTION_DAYS;
  };
  const changed = saved.rules.filter(({ kind, days }) => daysOf(typed[kind]) !== days);
  const good = saved.rules.every(isGood);
  const save = useMutation({
    mutationFn: () =>
      trpc.customers.saveRetention.mutate({
        version: saved.version,
        days: Object.fromEntries(changed.map(({ kind }) => [kind, daysOf(typed[kind])])),
      }),
    onSuccess: (view) => {
      show(view, false);
      toast.ok(t("saved"));
    },
    onError: async (error) => {
      if (failureOf(error).code === "VERSION_CONFLICT") show(await trpc.customers.retention.query(), true);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (good && changed.length > 0 && !save.isPending) save.mutate();
  };
  return (
    <section aria-labelledby="retention">
      <h2 id="retention" className="text-xl font-semibold">
        {t("title")}
      </h2>
      <p className="mt-1 max-w-prose text-muted">{t("intro")}</p>
      <form onSubmit={submit} className="mt-4 grid gap-5" noValidate>
        {stale ? (
          <Banner tone="wait" role="alert">
            {t("stale")}
          </Banner>
        ) : save.error ? (
          <Banner tone="broken" role="alert" title={t("failed")}>
            {failure(save.error)}
          </Banner>
        ) : null}
        <div className="grid gap-5 sm:grid-cols-2">
          {saved.rules.map((rule) => (
            <Field
              key={rule.kind}
              id={`keep-${rule.kind}`}
              label={t(`kind.${rule.kind}`)}
              hint={t("hint", { min: rule.minDays, usual: rule.defaultDays })}
              error={isGood(rule) ? undefined : t("wrong", { min: rule.minDays, max: MAX_RETENTION_DAYS })}
            >
              <Input
                id={`keep-${rule.kind}`}
                inputMode="numeric"
                autoComplete="off"
                className="max-w-32 text-right tabular"
                hint={t("hint", { min: rule.minDays, usual: rule.defaultDays })}
                error={!isGood(rule)}
                value={typed[rule.kind] ?? ""}
                onChange={(event) => setTyped({ ...typed, [rule.kind]: event.target.value })}
              />
            </Field>
          ))}
        </div>
        <p className="text-sm text-muted">{t("stays")}</p>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button
            disabled={!good || changed.length === 0 || save.isPending}
            icon={save.isPending ? <Spinner /> : undefined}
          >
            {t("save")}
          </Button>
          <LastRun lastRun={saved.lastRun} />
        </div>
      </form>
    </section>
  );
}

function LastRun({ lastRun }: Pick<RetentionView, "lastRun">) {
  const t = useTranslations("privacy.retention");
  if (!lastRun) return <p className="text-sm text-muted">{t("neverRan")}</p>;
  const count = Object.values(lastRun.counts).reduce((sum, each) => sum + each, 0);
  return (
    <p className="text-sm text-muted">
      {t("lastRun", { count })} <RelativeTime at={lastRun.at} />
    </p>
  );
}
