"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Card } from "#app/_ui/surface.tsx";
import type { ImportReport } from "#server/disputes/schemas.ts";

type Problem = { title?: string; errors?: { path: string; message: string }[] };
/** The server's own words about a list that it did not take. */
class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.title ?? "");
    this.problem = problem;
  }
}

async function upload({ channel, file }: { channel: string; file: File }): Promise<ImportReport> {
  const response = await fetch(`/api/v1/channels/${encodeURIComponent(channel)}/complaints`, {
    method: "POST",
    headers: { "content-type": "text/csv" },
    body: file,
  });
  const body: unknown = await response.json();
  if (!response.ok) throw new Refusal(body as Problem);
  return body as ImportReport;
}

/** A list of complaints from a console, for channels that do not tell of them. Wrong lines are named. */
export function UploadComplaints() {
  const t = useTranslations("cases.upload");
  const errors = useTranslations("desk.errors");
  const client = useQueryClient();
  const [channel, setChannel] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [missing, setMissing] = useState(false);
  const send = useMutation({
    mutationFn: upload,
    onSettled: () => void client.invalidateQueries({ queryKey: ["complaints"] }),
  });
  const submit = () => {
    const ready = channel.trim() !== "" && file !== null;
    setMissing(!ready);
    if (ready) send.mutate({ channel: channel.trim(), file });
  };
  return (
    <Card aria-labelledby="upload-title">
      <h2 id="upload-title" className="mb-1 text-lg font-semibold">
        {t("title")}
      </h2>
      <p className="mb-4 max-w-prose text-sm text-muted">{t("hint")}</p>
      <form
        className="grid max-w-xl gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field id="upload-channel" label={t("channel")}>
          <Input
            id="upload-channel"
            value={channel}
            maxLength={128}
            autoComplete="off"
            onChange={(event) => setChannel(event.target.value)}
          />
        </Field>
        <Field id="upload-file" label={t("file")}>
          <input
            id="upload-file"
            type="file"
            accept=".csv,text/csv"
            className="block w-full text-sm file:mr-3 file:min-h-9 file:rounded-md file:border file:border-line-strong file:bg-surface file:px-3 file:text-text"
            onChange={(event) => setFile(event.target.files?.[0] ?? null)}
          />
        </Field>
        <Button type="submit" size="compact" className="justify-self-start" disabled={send.isPending}>
          {send.isPending ? t("sending") : t("send")}
        </Button>
        {missing ? <Banner tone="broken" role="alert" title={t("needed")} /> : null}
        {send.isSuccess ? (
          <Banner tone="ok" role="status">
            {t("done", send.data)}
          </Banner>
        ) : null}
        {send.isError ? (
          <Refused problem={send.error instanceof Refusal ? send.error.problem : { title: errors("OFFLINE") }} />
        ) : null}
      </form>
    </Card>
  );
}

function Refused({ problem }: { problem: Problem }) {
  const t = useTranslations("cases.upload");
  const lines = problem.errors ?? [];
  return (
    <Banner tone="broken" role="alert" title={lines.length > 0 ? t("refused") : problem.title}>
      {lines.length > 0 ? (
        <ul className="mt-1 list-disc pl-5 text-sm">
          {lines.map(({ path, message }) => (
            <li key={`${path} ${message}`}>{t("line", { path, message })}</li>
          ))}
        </ul>
      ) : null}
    </Banner>
  );
}
