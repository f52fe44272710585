"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Input, Select, Textarea } from "#app/_ui/field.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { workQueries } from "#app/(staff)/desk/_lib/work-queries.ts";
import { type DeskField, fieldKinds } from "#server/tickets/schemas.ts";

const NEW = "";

/** Fields that the desk asks for on its tickets; one at a time is open to be changed. */
export function Fields({ mayWrite }: { mayWrite: boolean }) {
  const t = useTranslations("work.words");
  const failure = useFailureText();
  const client = useQueryClient();
  const { locale } = useDesk();
  const list = useQuery(workQueries.fields());
  const fields = list.data?.items ?? [];
  const [open, setOpen] = useState<string | null>(null);
  const again = () => void client.invalidateQueries({ queryKey: ["deskWords"] });
  const retire = useMutation({
    mutationFn: (key: string) => trpc.deskWords.retireField.mutate({ key }),
    onSuccess: () => void toast.ok(t("retired")),
    onError: (error) => void toast.error(failure(error)),
    onSettled: again,
  });
  const done = () => {
    setOpen(null);
    again();
  };
  return (
    <section aria-labelledby="fields-title" className="grid gap-3">
      <h2 id="fields-title" className="text-lg font-semibold">
        {t("fields")}
      </h2>
      {list.data && fields.length === 0 ? <p className="text-muted">{t("noneFields")}</p> : null}
      <ul className="grid gap-3">
        {fields.map((field) => (
          <li key={field.key} className="rounded-md border border-line bg-surface p-4">
            {open === field.key ? (
              <FieldEditor field={field} onDone={done} onCancel={() => setOpen(null)} />
            ) : (
              <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
                <p className="min-w-0 grow basis-52">
                  <span className="font-medium">{field.label[locale]}</span>{" "}
                  <span className="text-sm text-muted">
                    {field.key} · {t(`kinds.${field.kind}`)}
                  </span>
                </p>
                {field.requiredOn.length > 0 ? <Badge tone="wait">{t("required")}</Badge> : null}
                {mayWrite ? (
                  <div className="flex gap-2">
                    <Button
                      type="button"
                      size="compact"
                      variant="secondary"
                      aria-label={t("edit", { name: field.label[locale] })}
                      onClick={() => setOpen(field.key)}
                    >
                      {t("edit", { name: "" }).trim()}
                    </Button>
                    <RetireField
                      name={field.label[locale]}
                      busy={retire.isPending}
                      onRetire={() => retire.mutate(field.key)}
                    />
                  </div>
                ) : null}
              </div>
            )}
          </li>
        ))}
      </ul>
      {mayWrite && open === null ? (
        <div>
          <Button type="button" variant="secondary" onClick={() => setOpen(NEW)}>
            {t("newField")}
          </Button>
        </div>
      ) : null}
      {open === NEW ? (
        <div className="rounded-md border border-line bg-surface p-4">
          <FieldEditor field={null} onDone={done} onCancel={() => setOpen(null)} />
        </div>
      ) : null}
    </section>
  );
}

type RetireProps = { name: string; busy: boolean; onRetire: () => void };

/** Says what happens to the answers before a field is retired. */
function RetireField({ name, busy, onRetire }: RetireProps) {
  const t = useTranslations("work.words");
  return (
    <Dialog
      trigger={
        <Button type="button" size="compact" variant="ghost">
          {t("retire")}
          <span className="sr-only"> {name}</span>
        </Button>
      }
      title={t("retireTitle", { name })}
      description={t("retireHint")}
      closeLabel={t("cancel")}
      footer={
        <Button type="button" variant="danger" disabled={busy} onClick={onRetire}>
          {t("retire")}
        </Button>
      }
    />
  );
}

type EditorProps = { field: DeskField | null; onDone: () => void; onCancel: () => void };

function FieldEditor({ field, onDone, onCancel }: EditorProps) {
  const t = useTranslations("work.words");
  const failure = useFailureText();
  const [key, setKey] = useState(field?.key ?? "");
  const [label, setLabel] = useState(field?.label ?? { "zh-CN": "", en: "" });
  const [kind, setKind] = useState(field?.kind ?? "text");
  const [options, setOptions] = useState((field?.options ?? []).join("\n"));
  const [required, setRequired] = useState((field?.requiredOn.length ?? 0) > 0);
  const save = useMutation({
    mutationFn: () =>
      trpc.deskWords.saveField.mutate({
        ...{ key, label, kind, position: field?.position ?? 0 },
        options: kind === "choice" ? options.split("\n").flatMap((line) => line.trim() || []) : [],
        // Causes that were named one by one elsewhere stay named.
        requiredOn: required ? (field?.requiredOn.length ? field.requiredOn : ["*"]) : [],
        ...(field ? { version: field.version } : {}),
      }),
    onSuccess: () => {
      toast.ok(t("saved"));
      onDone();
    },
    onError: (error) => void toast.error(failure(error)),
  });
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.mutate();
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field id="field-key" label={t("key")} hint={t("keyHint")}>
          <Input
            id="field-key"
            required
            pattern="[a-z][a-z0-9_]*"
            maxLength={40}
            readOnly={field !== null}
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
        </Field>
        <Field id="field-kind" label={t("kind")}>
          <Select
            id="field-kind"
            disabled={field !== null}
            value={kind}
            onChange={(event) => setKind(event.target.value as DeskField["kind"])}
            options={fieldKinds.map((each) => ({ value: each, label: t(`kinds.${each}`) }))}
          />
        </Field>
        {(["zh-CN", "en"] as const).map((locale) => (
          <Field key={locale} id={`field-label-${locale}`} label={locale === "en" ? t("labelEn") : t("label")}>
            <Input
              id={`field-label-${locale}`}
              required
              maxLength={40}
              value={label[locale]}
              onChange={(event) => setLabel({ ...label, [locale]: event.target.value })}
            />
          </Field>
        ))}
      </div>
      {kind === "choice" ? (
        <Field id="field-options" label={t("options")}>
          <Textarea
            id="field-options"
            rows={4}
            value={options}
            maxLength={3_000}
            onChange={(event) => setOptions(event.target.value)}
          />
        </Field>
      ) : null}
      <label className="flex min-h-11 items-center gap-3">
        <input type="checkbox" checked={required} onChange={(event) => setRequired(event.target.checked)} />
        {t("required")}
      </label>
      <div className="flex flex-wrap gap-2">
        <Button disabled={save.isPending}>{t("save")}</Button>
        <Button type="button" variant="secondary" onClick={onCancel}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
