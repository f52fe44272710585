"use client";

import { Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { ErrorSummary } from "#app/_ui/error-summary.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { useChannelName } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { BillBoard } from "#server/bills/index.ts";
import type { Bill } from "#server/bills/schemas.ts";
import { useBillUpload } from "../_lib/use-bill-upload.ts";
import { useBillState } from "../_lib/words.ts";
import type { Place } from "./bills-page.tsx";
import { ProgressBar } from "./progress-bar.tsx";

type Props = { board: BillBoard; place: Place | null; onSent: (place: Place) => void };

/** Uploads a bill, with how far it is; what is there already is replaced only after a word. */
export function UploadBill({ board, place, onSent }: Props) {
  const t = useTranslations("bills.upload");
  const channelName = useChannelName();
  const choices = board.channels.filter((one) => one.kind !== null);
  const start = place ?? { channel: choices[0]?.channel ?? "", day: board.lastDay };
  const form = useBillUpload(board, start, onSent);
  const { channel, day, there, percent, wrong, errorOf } = form;
  return (
    <Card aria-labelledby="upload-title" className="min-w-0">
      <h2 id="upload-title" className="mb-1 text-lg font-semibold">
        {t("title")}
      </h2>
      <p className="mb-4 text-sm text-muted">{t("intro")}</p>
      {wrong.errors.length > 0 ? <ErrorSummary title={t("problems")} errors={wrong.errors} turn={wrong.turn} /> : null}
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void form.submit();
        }}
      >
        <Field id="bill-channel" label={t("channel")} error={errorOf("bill-channel")}>
          <Select
            id="bill-channel"
            value={channel}
            error={errorOf("bill-channel")}
            options={choices.map((one) => ({ value: one.channel, label: channelName(one.channel) }))}
            onChange={(event) => form.setChannel(event.target.value)}
          />
        </Field>
        <Field id="bill-day" label={t("day")} hint={t("dayHint")} error={errorOf("bill-day")}>
          <Input
            id="bill-day"
            type="date"
            value={day}
            max={board.lastDay}
            hint={t("dayHint")}
            error={errorOf("bill-day")}
            onChange={(event) => form.setDay(event.target.value)}
          />
        </Field>
        <FileField key={form.sent} error={errorOf("bill-file")} onFile={form.setFile} />
        {there ? <Replace bill={there} checked={form.replace} onChange={form.setReplace} /> : null}
        {percent === null ? (
          <Button type="submit" className="justify-self-start" icon={<Upload aria-hidden className="size-4" />}>
            {t("send")}
          </Button>
        ) : (
          <Underway percent={percent} onCancel={form.cancel} />
        )}
      </form>
    </Card>
  );
}

function FileField({ error, onFile }: { error: string | undefined; onFile: (file: File | null) => void }) {
  const t = useTranslations("bills.upload");
  return (
    <Field id="bill-file" label={t("file")} hint={t("fileHint")} error={error}>
      <input
        id="bill-file"
        type="file"
        accept=".csv,.zip,.txt,text/csv,application/zip"
        aria-describedby={error ? "bill-file-hint bill-file-error" : "bill-file-hint"}
        aria-invalid={error ? true : undefined}
        className="block w-full text-sm file:mr-3 file:min-h-9 file:rounded-md file:border file:border-line-strong file:bg-surface file:px-3 file:text-text"
        onChange={(event) => onFile(event.target.files?.[0] ?? null)}
      />
    </Field>
  );
}

type ReplaceProps = { bill: Bill; checked: boolean; onChange: (checked: boolean) => void };

function Replace({ bill, checked, onChange }: ReplaceProps) {
  const t = useTranslations("bills.upload");
  const { label } = useBillState()(bill);
  return (
    <div className="rounded-md bg-wait-soft px-3 py-2.5 text-sm">
      <p className="font-medium text-wait">{t("exists", { state: label })}</p>
      <label className="mt-1 flex min-h-9 items-center gap-2 text-text">
        <input
          id="bill-replace"
          type="checkbox"
          checked={checked}
          onChange={(event) => onChange(event.target.checked)}
          className="size-4.5 accent-accent"
        />
        {t("replace")}
      </label>
    </div>
  );
}

function Underway({ percent, onCancel }: { percent: number; onCancel: () => void }) {
  const t = useTranslations("bills.upload");
  return (
    <div role="status">
      <p className="mb-1.5 text-sm font-medium tabular">{t("sending", { n: percent })}</p>
      <ProgressBar label={t("title")} percent={percent} />
      <Button type="button" size="compact" variant="ghost" className="mt-2" onClick={onCancel}>
        {t("cancel")}
      </Button>
    </div>
  );
}
