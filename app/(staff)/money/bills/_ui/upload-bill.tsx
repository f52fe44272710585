"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { ErrorSummary } from "#app/_ui/error-summary.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import type { BillBoard } from "#server/bills/index.ts";
import { MAX_BILL_BYTES } from "#server/bills/schemas.ts";
import { billKeys } from "../_lib/queries.ts";
import { type Sending, sendFile } from "../_lib/send-file.ts";
import { useBillState } from "../_lib/words.ts";
import type { Place } from "./bills-page.tsx";

type Props = { board: BillBoard; place: Place | null; onSent: (place: Place) => void };
type Wrong = { field: string; message: string };

/** Uploads a bill, with how far it is; what is there already is replaced only after a word. */
export function UploadBill({ board, place, onSent }: Props) {
  const t = useTranslations("bills.upload");
  const client = useQueryClient();
  const stateOf = useBillState();
  const choices = board.channels.filter((one) => one.kind !== null);
  const [channel, setChannel] = useState(place?.channel ?? choices[0]?.channel ?? "");
  const [day, setDay] = useState(place?.day ?? board.lastDay);
  const [file, setFile] = useState<File | null>(null);
  const [replace, setReplace] = useState(false);
  const [percent, setPercent] = useState<number | null>(null);
  const [wrong, setWrong] = useState<{ turn: number; errors: Wrong[] }>({ turn: 0, errors: [] });
  const sending = useRef<Sending | null>(null);
  const there = board.bills.find((bill) => bill.channel === channel && bill.day === day);
  // The same that the server lets pass without a word: nothing is lost of these.
  const asks = there && there.state !== "failed" && !(there.state === "pending" && there.source === "gateway");

  const refuse = (errors: Wrong[]) => setWrong(({ turn }) => ({ turn: turn + 1, errors }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const errors = [
      ...(channel === "" ? [{ field: "bill-channel", message: t("needChannel") }] : []),
      ...(day === "" ? [{ field: "bill-day", message: t("needDay") }] : []),
      ...(file === null ? [{ field: "bill-file", message: t("needFile") }] : []),
      ...(file && file.size === 0 ? [{ field: "bill-file", message: t("codes.FILE_EMPTY") }] : []),
      ...(file && file.size > MAX_BILL_BYTES ? [{ field: "bill-file", message: t("codes.PAYLOAD_TOO_LARGE") }] : []),
      ...(asks && !replace ? [{ field: "bill-replace", message: t("needReplace") }] : []),
    ];
    if (errors.length > 0 || !file) return refuse(errors);
    setPercent(0);
    setWrong(({ turn }) => ({ turn, errors: [] }));
    sending.current = sendFile({ channel, day, replace, file }, setPercent);
    const sent = await sending.current.done;
    sending.current = null;
    setPercent(null);
    await client.invalidateQueries({ queryKey: billKeys.all });
    if (!sent.ok) {
      if (sent.code === "CANCELLED") toast.info(t("cancelled"));
      else refuse([{ field: fieldOf(sent.code), message: words(sent.code) }]);
      return;
    }
    toast.ok(t("done"));
    onSent({ channel, day });
  };
  const words = (code: string) => {
    const key = `codes.${code}` as Parameters<typeof t.has>[0];
    return t.has(key) ? t(key as "codes.general") : t("codes.general");
  };
  const errorOf = (field: string) => wrong.errors.find((one) => one.field === field)?.message;

  return (
    <Card aria-labelledby="upload-title" className="min-w-0">
      <h2 id="upload-title" className="mb-1 text-lg font-semibold">
        {t("title")}
      </h2>
      <p className="mb-4 text-sm text-muted">{t("intro")}</p>
      {wrong.errors.length > 0 ? <ErrorSummary title={t("problems")} errors={wrong.errors} turn={wrong.turn} /> : null}
      <form noValidate className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <Field id="bill-channel" label={t("channel")} error={errorOf("bill-channel")}>
          <Select
            id="bill-channel"
            value={channel}
            error={errorOf("bill-channel")}
            options={choices.map((one) => ({ value: one.channel, label: one.label }))}
            onChange={(event) => setChannel(event.target.value)}
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
            onChange={(event) => setDay(event.target.value)}
          />
        </Field>
        <Field id="bill-file" label={t("file")} hint={t("fileHint")} error={errorOf("bill-file")}>
          <input
            id="bill-file"
            type="file"
            accept=".csv,.zip,.txt,text/csv,application/zip"
            aria-describedby="bill-file-hint"
            className="block w-full text-sm file:mr-3 file:min-h-9 file:rounded-md file:border file:border-line-strong file:bg-surface file:px-3 file:text-text"
            onChange={(event) => setFile(event.target.files?.[0] ?? null)}
          />
        </Field>
        {asks && there ? (
          <div className="rounded-md bg-wait-soft px-3 py-2.5 text-sm">
            <p className="font-medium text-wait">{t("exists", { state: stateOf(there).label })}</p>
            <label className="mt-1 flex min-h-9 items-center gap-2 text-text">
              <input
                id="bill-replace"
                type="checkbox"
                checked={replace}
                onChange={(event) => setReplace(event.target.checked)}
                className="size-4.5 accent-accent"
              />
              {t("replace")}
            </label>
          </div>
        ) : null}
        {percent === null ? (
          <Button type="submit" className="justify-self-start" icon={<Upload aria-hidden className="size-4" />}>
            {t("send")}
          </Button>
        ) : (
          <div role="status">
            <p className="mb-1.5 text-sm font-medium tabular">{t("sending", { n: percent })}</p>
            <progress aria-label={t("title")} max={100} value={percent} className="h-2 w-full accent-accent" />
            <Button
              type="button"
              size="compact"
              variant="ghost"
              className="mt-2"
              onClick={() => sending.current?.cancel()}
            >
              {t("cancel")}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}

/** Where a refusal of the server belongs. */
function fieldOf(code: string): string {
  if (code === "BILL_EXISTS") return "bill-replace";
  if (code === "BILL_DAY_NOT_OVER") return "bill-day";
  return code === "CHANNEL_NOT_FOUND" ? "bill-channel" : "bill-file";
}
