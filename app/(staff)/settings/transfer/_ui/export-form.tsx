"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { viewQueries } from "#app/(staff)/desk/_lib/view-queries.ts";
import { ticketQueues } from "#server/tickets/schemas.ts";
import { type TransferKind, transferKinds } from "#server/transfer/schemas.ts";

const MIN_REASON = 4;

/** Has a file written. Contacts are plain only for whoever says why. */
export function ExportForm() {
  const t = useTranslations("transfer");
  const failure = useFailureText();
  const client = useQueryClient();
  const [kind, setKind] = useState<TransferKind>("tickets");
  const [plain, setPlain] = useState(false);
  const [reason, setReason] = useState("");
  const [view, setView] = useState("all");
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const lists = useLists();
  const wordless = tried && plain && reason.trim().length < MIN_REASON ? t("export.reasonMissing") : undefined;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (busy || (plain && reason.trim().length < MIN_REASON)) return;
    setBusy(true);
    try {
      await trpc.transfer.export.mutate({
        ...{ kind, plain, ...(plain && { reason }) },
        ...(kind === "tickets" && view !== "all" && { view }),
      });
      toast.ok(t("export.started"));
      setTried(false);
      setReason("");
      setPlain(false);
    } catch (error) {
      toast.error(failure(error));
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: ["transfers"] });
    }
  };
  return (
    <Card className="min-w-0">
      <h2 className="text-lg font-semibold">{t("export.title")}</h2>
      <p className="mb-4 text-sm text-muted">{t("export.intro")}</p>
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <Field id="export-kind" label={t("kindLabel")}>
          <Select
            id="export-kind"
            value={kind}
            options={transferKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
            onChange={(event) => setKind(event.target.value as TransferKind)}
          />
        </Field>
        {kind === "tickets" ? (
          <Field id="export-view" label={t("export.which")}>
            <Select id="export-view" value={view} options={lists} onChange={(event) => setView(event.target.value)} />
          </Field>
        ) : null}
        <label className="inline-flex min-h-11 items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={plain}
            onChange={(event) => setPlain(event.target.checked)}
          />
          {t("export.plain")}
        </label>
        {plain ? (
          <Field id="export-reason" label={t("export.reason")} hint={t("export.reasonHint")} error={wordless}>
            <Input
              id="export-reason"
              hint={t("export.reasonHint")}
              error={wordless}
              value={reason}
              maxLength={300}
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
        ) : null}
        <Button
          type="submit"
          variant="secondary"
          disabled={busy}
          className="justify-self-start"
          icon={<Download aria-hidden className="size-4" />}
        >
          {t("export.start")}
        </Button>
      </form>
    </Card>
  );
}

/** All tickets, those of a list that every desk has, or of one that was saved. */
function useLists(): { value: string; label: string }[] {
  const desk = useTranslations("desk.queue.tab");
  const saved = useQuery(viewQueries.views()).data?.items ?? [];
  return [
    { value: "all", label: desk("all") },
    ...ticketQueues.filter((queue) => queue !== "all").map((queue) => ({ value: queue, label: desk(queue) })),
    ...saved.map(({ id, name }) => ({ value: id, label: name })),
  ];
}
