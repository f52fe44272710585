"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Select, Textarea } from "#app/_ui/field.tsx";
import { Banner, Card, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { beijingInstant } from "#app/(staff)/channels/_lib/beijing.ts";
import { fenOfYuan } from "#app/(staff)/desk/_lib/yuan.ts";
import { type CorrectProfileInput, type ScoreInput, scoreInputs } from "#server/risk/schemas.ts";

type Kind = CorrectProfileInput["kind"];

/** Puts a record right, or sets limits, with a reason and an end. */
export function CorrectionForm({ customerId }: { customerId: string }) {
  const t = useTranslations("riskRules.customers");
  const router = useRouter();
  const failure = useFailureText();
  const form = useRef<HTMLFormElement>(null);
  const [kind, setKind] = useState<Kind>("input");
  const [wrong, setWrong] = useState(false);
  // Whoever chose before the page came alive has chosen.
  useEffect(() => {
    const chosen = form.current?.elements.namedItem("kind");
    if (chosen instanceof HTMLSelectElement) setKind(chosen.value as Kind);
  }, []);
  const save = useMutation({
    mutationFn: (input: CorrectProfileInput) => trpc.risk.correct.mutate(input),
    onSuccess: () => {
      toast.ok(t("saved"));
      form.current?.reset();
      router.refresh();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const input = read(new FormData(event.currentTarget), kind, customerId);
    setWrong(input === undefined);
    if (input && !save.isPending) save.mutate(input);
  };
  const refused = save.error && ["BAD_INPUT", "BAD_EXPIRY", "VALIDATION_FAILED"].includes(failureOf(save.error).code);
  return (
    <Card className="mt-4">
      <form ref={form} onSubmit={submit} noValidate className="grid gap-4 sm:grid-cols-2">
        {wrong || save.error ? (
          <Banner
            tone="broken"
            role="alert"
            className="sm:col-span-2"
            title={wrong || refused ? t("wrong") : failure(save.error)}
          />
        ) : null}
        <Field id="kind" label={t("kind")}>
          <Select
            id="kind"
            value={kind}
            onChange={(event) => setKind(event.target.value as Kind)}
            options={[
              { value: "input", label: t("correct") },
              { value: "limits", label: t("setLimits") },
            ]}
          />
        </Field>
        <Field id="expires" label={t("expires")}>
          <Input id="expires" name="expires" type="datetime-local" required />
        </Field>
        {kind === "input" ? (
          <>
            <Field id="input" label={t("input")}>
              <Select
                id="input"
                name="input"
                options={scoreInputs.map((value) => ({ value, label: t(`part.${value}`) }))}
              />
            </Field>
            <Field id="value" label={t("value")} hint={t("valueHint")}>
              <Input id="value" name="value" inputMode="numeric" autoComplete="off" hint className="tabular" required />
            </Field>
          </>
        ) : (
          (["singleFen", "dailyFen"] as const).map((name) => (
            <Field key={name} id={name} label={t(name)}>
              <Input id={name} name={name} inputMode="decimal" autoComplete="off" className="tabular" required />
            </Field>
          ))
        )}
        <Field id="reason" label={t("reason")} hint={t("reasonHint")} className="sm:col-span-2">
          <Textarea id="reason" name="reason" rows={2} maxLength={500} hint required />
        </Field>
        <div className="sm:col-span-2">
          <Button disabled={save.isPending} icon={save.isPending ? <Spinner /> : undefined}>
            {save.isPending ? t("saving") : t("save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

/** @returns undefined while something is missing or is no number */
function read(data: FormData, kind: Kind, customerId: string): CorrectProfileInput | undefined {
  const text = (name: string) => String(data.get(name) ?? "").trim();
  const expiresAt = beijingInstant(text("expires"));
  const reason = text("reason");
  if (!expiresAt || reason.length < 3) return undefined;
  const common = { customerId, reason, expiresAt };
  if (kind === "limits") {
    const [singleFen, dailyFen] = [fenOfYuan(text("singleFen")), fenOfYuan(text("dailyFen"))];
    return singleFen && dailyFen ? { ...common, kind, singleFen, dailyFen } : undefined;
  }
  if (!/^\d{1,6}$/.test(text("value"))) return undefined;
  return { ...common, kind, input: text("input") as ScoreInput, value: Number(text("value")) };
}
