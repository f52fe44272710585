"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Select } from "#app/_ui/field.tsx";
import { Card, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { type ImportKind, importKinds } from "#server/transfer/schemas.ts";
import { type Refused, sendFile } from "../_lib/queries.ts";

export type Columns = Record<string, { name: string; required: boolean }[]>;

/** Sends a file to be looked through. Nothing is taken in by that. */
export function ImportForm({ columns }: { columns: Columns }) {
  const t = useTranslations("transfer");
  const client = useQueryClient();
  const [kind, setKind] = useState<ImportKind>("tickets");
  const [file, setFile] = useState<File | null>(null);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [turn, setTurn] = useState(0);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setMissing(!file);
    if (!file || busy) return;
    setBusy(true);
    try {
      await sendFile(kind, file);
      toast.ok(t("checked"));
      setFile(null);
      setTurn(turn + 1);
    } catch (error) {
      const { title } = error as Partial<Refused>;
      toast.error(title || t("notSent"));
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: ["transfers"] });
    }
  };
  return (
    <Card className="min-w-0">
      <h2 className="text-lg font-semibold">{t("import.title")}</h2>
      <p className="mb-4 text-sm text-muted">{t("import.intro")}</p>
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <Field id="import-kind" label={t("kindLabel")}>
          <Select
            id="import-kind"
            value={kind}
            options={importKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
            onChange={(event) => setKind(event.target.value as ImportKind)}
          />
        </Field>
        <Field
          id="import-file"
          label={t("import.file")}
          hint={t("import.fileHint")}
          error={missing ? t("import.noFile") : undefined}
        >
          <input
            key={turn}
            id="import-file"
            type="file"
            accept=".csv,text/csv"
            aria-invalid={missing || undefined}
            aria-describedby={missing ? "import-file-hint import-file-error" : "import-file-hint"}
            onChange={(event) => {
              setFile(event.target.files?.[0] ?? null);
              setMissing(false);
            }}
            className="block w-full min-w-0 text-sm file:mr-3 file:min-h-9 file:rounded-md file:border file:border-line-strong file:bg-surface file:px-3 file:text-text"
          />
        </Field>
        <details className="text-sm">
          <summary className="min-h-8 cursor-pointer py-1 text-accent-text">{t("import.columns")}</summary>
          <ul className="flex flex-wrap gap-1.5 pt-1">
            {columns[kind]?.map(({ name, required }) => (
              <li key={name}>
                <code className="rounded-sm bg-sunken px-1.5 py-0.5 font-mono text-xs">
                  {name}
                  {required ? <span title={t("import.required")}>*</span> : null}
                </code>
              </li>
            ))}
          </ul>
          <p className="pt-2 text-muted">{t("import.rules")}</p>
        </details>
        <Button
          type="submit"
          disabled={busy}
          className="justify-self-start"
          icon={busy ? <Spinner /> : <Upload aria-hidden className="size-4" />}
        >
          {t("import.check")}
        </Button>
      </form>
    </Card>
  );
}
