"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { type Incident, useAct, useIncidentFailure } from "../_lib/queries.ts";

const HOUR_MS = 3_600_000;
/** A moment as `datetime-local` fields write it, in the browser's own zone. */
const local = (at: Date) => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** Opens an incident that a person saw first. */
export function OpenForm({ onClose }: { onClose: () => void }) {
  const t = useTranslations("incidents");
  const { causes, channels } = useDesk();
  const router = useRouter();
  const failure = useIncidentFailure();
  const open = useAct((input: Parameters<typeof trpc.incidents.open.mutate>[0]) => trpc.incidents.open.mutate(input));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    open.mutate(
      {
        ...{ title: text("title"), causeCode: text("cause") as Incident["causeCode"], channel: text("channel") },
        fromAt: new Date(text("from")).toISOString(),
      },
      { onSuccess: ({ number }) => router.push(`/incidents/${number}`) },
    );
  };
  return (
    <Dialog open onOpenChange={(next) => next || onClose()} title={t("form.title")} closeLabel={t("close")}>
      <form onSubmit={submit} className="grid gap-4">
        {open.isError ? (
          <Banner tone="broken" role="alert">
            {failure(open.error)}
          </Banner>
        ) : null}
        <Field id="incident-title" label={t("form.name")}>
          <Input id="incident-title" name="title" required maxLength={120} autoComplete="off" />
        </Field>
        <Field id="incident-cause" label={t("form.cause")}>
          <Select
            id="incident-cause"
            name="cause"
            options={Object.entries(causes).map(([value, label]) => ({ value, label }))}
          />
        </Field>
        <Field id="incident-channel" label={t("form.channel")} hint={t("form.channelHint")}>
          <Input
            id="incident-channel"
            name="channel"
            hint={t("form.channelHint")}
            list="incident-channels"
            required
            maxLength={64}
            autoComplete="off"
            spellCheck={false}
          />
          <datalist id="incident-channels">
            {Object.entries(channels).map(([code, label]) => (
              <option key={code} value={code} label={label} />
            ))}
          </datalist>
        </Field>
        <Field id="incident-from" label={t("form.from")}>
          <Input
            id="incident-from"
            name="from"
            type="datetime-local"
            required
            defaultValue={local(new Date(Date.now() - HOUR_MS))}
          />
        </Field>
        <Button disabled={open.isPending}>{t("form.submit")}</Button>
      </form>
    </Dialog>
  );
}
