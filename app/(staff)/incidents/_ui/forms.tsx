"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Textarea } from "#app/_ui/field.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { formatFen } from "#server/core/money.ts";
import { type IncidentDetail, useAct, useIncidentFailure } from "../_lib/queries.ts";
import { Confirm } from "./confirm.tsx";
import { Part } from "./parts.tsx";

const field = (event: FormEvent<HTMLFormElement>, name: string) =>
  String(new FormData(event.currentTarget).get(name) ?? "").trim();

/** What was masked on its way here must not be sent back like that. */
const plain = (text: string | null) => (text === null || text.includes("****") ? "" : text);

function Failed({ error }: { error: unknown }) {
  const failure = useIncidentFailure();
  return error ? (
    <Banner tone="broken" role="alert">
      {failure(error)}
    </Banner>
  ) : null;
}

/** What every customer of the incident is told, in both languages. */
export function NoticeForm({ incident }: { incident: IncidentDetail }) {
  const t = useTranslations("incidents.one");
  const { number, version, noticeZh, noticeEn } = incident;
  const tell = useAct((words: { zh: string; en: string }) =>
    trpc.incidents.notice.mutate({ number, version, ...words }),
  );
  const [words, setWords] = useState<{ zh: string; en: string }>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setWords({ zh: field(event, "zh"), en: field(event, "en") });
  };
  const left = incident.openTickets - incident.noticed;
  return (
    <Part title={t("notice")}>
      <Confirm
        open={words !== undefined}
        title={t("notice")}
        yes={t(noticeZh === null ? "noticeSend" : "noticeAgain")}
        onYes={() => words && tell.mutate(words)}
        onClose={() => setWords(undefined)}
      >
        {t("noticeConfirm", { count: Math.max(0, left) })}
      </Confirm>
      <p className="text-sm text-muted">{t("noticeIntro")}</p>
      <form onSubmit={submit} className="grid gap-4">
        <Failed error={tell.error} />
        <Field id="notice-zh" label={t("zh")}>
          <Textarea
            id="notice-zh"
            name="zh"
            lang="zh-CN"
            rows={3}
            required
            maxLength={500}
            defaultValue={plain(noticeZh)}
          />
        </Field>
        <Field id="notice-en" label={t("en")}>
          <Textarea
            id="notice-en"
            name="en"
            lang="en"
            rows={3}
            required
            maxLength={500}
            defaultValue={plain(noticeEn)}
          />
        </Field>
        <Button disabled={tell.isPending} className="justify-self-start">
          {t(noticeZh === null ? "noticeSend" : "noticeAgain")}
        </Button>
      </form>
    </Part>
  );
}

/** Asks for every open order of the incident to be credited. */
export function BatchForm({ incident }: { incident: IncidentDetail }) {
  const t = useTranslations("incidents.one");
  const { number, causeCode, bulkJobId } = incident;
  const begin = useAct((note: string) =>
    trpc.incidents.batch.mutate({ number, reasonCode: causeCode, ...(note ? { note } : {}) }),
  );
  const [note, setNote] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setNote(field(event, "note"));
  };
  return (
    <Part title={t("batch")}>
      <Confirm
        open={note !== undefined}
        title={t("batch")}
        yes={t("batchSend")}
        onYes={() =>
          begin.mutate(note ?? "", {
            onSuccess: ({ left }) => {
              if (left > 0) toast.wait(t("batchLeft", { count: left }));
            },
          })
        }
        onClose={() => setNote(undefined)}
      >
        {t("batchConfirm", { count: incident.openTickets, amount: formatFen(incident.amountFen) })}
      </Confirm>
      <p className="text-sm text-muted">{t("batchIntro")}</p>
      <form onSubmit={submit} className="grid gap-4">
        <Failed error={begin.error} />
        <Field id="batch-note" label={t("reason")}>
          <Input id="batch-note" name="note" maxLength={500} autoComplete="off" />
        </Field>
        <div className="flex flex-wrap items-center gap-4">
          <Button disabled={begin.isPending || incident.openTickets === 0}>{t("batchSend")}</Button>
          {bulkJobId ? (
            <Link
              href={`/desk/bulk/${bulkJobId}`}
              prefetch={false}
              className="inline-flex min-h-11 items-center text-sm text-accent-text underline underline-offset-4"
            >
              {t("batchLink")}
            </Link>
          ) : null}
        </div>
      </form>
    </Part>
  );
}

/** A line for the timeline. */
export function NoteForm({ number }: { number: string }) {
  const t = useTranslations("incidents.one");
  const note = useAct((text: string) => trpc.incidents.note.mutate({ number, text }));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    note.mutate(field(event, "text"), { onSuccess: () => form.reset() });
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <Failed error={note.error} />
      <Field id="incident-note" label={t("noteLabel")}>
        <Textarea id="incident-note" name="text" rows={2} required maxLength={2_000} />
      </Field>
      <Button
        size="compact"
        variant="secondary"
        disabled={note.isPending}
        className="min-h-11 justify-self-start sm:min-h-9"
      >
        {t("noteSend")}
      </Button>
    </form>
  );
}
