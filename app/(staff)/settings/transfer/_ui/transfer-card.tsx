"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { type Transfer, transferQueries } from "../_lib/queries.ts";

const tones: Record<Transfer["state"], Tone> = {
  ...{ checked: "accent", running: "wait", done: "ok", failed: "broken", cancelled: "neutral", expired: "neutral" },
};
const link = "inline-flex min-h-9 items-center text-sm font-medium text-accent-text hover:underline";

/** One file: how far it is, what is wrong with it, and what can be done. */
export function TransferCard({ transfer }: { transfer: Transfer }) {
  const t = useTranslations("transfer");
  const { id, direction, kind, state, fileName, by, createdAt, total, done, same, bad, good } = transfer;
  const isImport = direction === "import";
  return (
    <Card className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <p className="min-w-0 font-medium break-words">
          {t(isImport ? "import.of" : "export.of", { kind: t(`kind.${kind}`) })} · {fileName}
        </p>
        <StateBadge tone={tones[state]}>{t(`state.${state}`)}</StateBadge>
      </div>
      <p className="text-xs text-muted">
        {by} · <RelativeTime at={createdAt} />
        {transfer.narrowed ? ` · ${t("export.isNarrowed")}` : null}
        {!isImport && !transfer.masked ? ` · ${t("export.isPlain")}` : null}
      </p>
      <p role="status" className="text-sm tabular">
        {isImport
          ? t(state === "checked" ? "import.found" : "import.counts", { total, good, bad, same, done })
          : t("export.counts", { total })}
      </p>
      {transfer.error ? <p className="text-sm text-broken">{t("error", { code: transfer.error })}</p> : null}
      {isImport ? <ImportActs transfer={transfer} /> : null}
      {!isImport && transfer.hasFile ? (
        <a href={`/api/v1/exports/${id}/file`} download={fileName} className={link}>
          {t("export.take")}
        </a>
      ) : null}
      {isImport && bad > 0 ? <Problems id={id} state={state} /> : null}
    </Card>
  );
}

function ImportActs({ transfer }: { transfer: Transfer }) {
  const t = useTranslations("transfer");
  const failure = useFailureText();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const { id, state, good, same } = transfer;
  if (state !== "checked" && state !== "running") return null;
  const act = async (work: Promise<unknown>) => {
    setBusy(true);
    await work.catch((error: unknown) => toast.error(failure(error)));
    setBusy(false);
    void client.invalidateQueries({ queryKey: ["transfers"] });
  };
  return (
    <div className="flex flex-wrap gap-2">
      {state === "checked" && good > 0 ? (
        <Button
          type="button"
          size="compact"
          disabled={busy}
          onClick={() => void act(trpc.transfer.commit.mutate({ id }))}
        >
          {t("import.commit", { n: good - same })}
        </Button>
      ) : null}
      <Button
        type="button"
        size="compact"
        variant="ghost"
        disabled={busy}
        onClick={() => void act(trpc.transfer.cancel.mutate({ id }))}
      >
        {t(state === "checked" ? "import.drop" : "import.stop")}
      </Button>
    </div>
  );
}

function Problems({ id, state }: { id: string; state: string }) {
  const t = useTranslations("transfer");
  const [open, setOpen] = useState(false);
  const one = useQuery({ ...transferQueries.one(id, state), enabled: open });
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-4">
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className={link}>
          {t(open ? "problems.hide" : "problems.show")}
        </button>
        <a href={`/api/v1/imports/${id}/problems`} download="problems.csv" className={link}>
          {t("problems.file")}
        </a>
      </div>
      {open && one.data ? (
        <Table aria-label={t("problems.title")}>
          <thead>
            <tr>
              <Th align="right">{t("problems.line")}</Th>
              <Th>{t("problems.column")}</Th>
              <Th>{t("problems.what")}</Th>
            </tr>
          </thead>
          <tbody>
            {one.data.problems.map((problem) => (
              <Tr key={`${problem.line}:${problem.column}`}>
                <Td align="right">{problem.line}</Td>
                <Td>
                  <code className="font-mono text-xs break-all">{problem.column}</code>
                </Td>
                <Td>{t(`problem.${problem.code}`)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      ) : null}
    </div>
  );
}
