"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Input, Select, Textarea } from "#app/_ui/field.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { formatFen } from "#server/core/money.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { type BulkAction, ticketPriorities, ticketStatuses } from "#server/tickets/schemas.ts";
import { reasonCodes } from "#server/topup/schemas.ts";
import { useDesk, useMay } from "../_lib/desk-context.tsx";
import { useReasonText } from "../_lib/use-reason-text.ts";
import { useSnoozeChoices } from "../_lib/use-snooze-choices.ts";
import { workQueries } from "../_lib/work-queries.ts";

const kinds = [
  "assignee",
  "status",
  "priority",
  "cause",
  "queue",
  "addTags",
  "removeTags",
  "macro",
  "reply",
  "note",
  "snooze",
  "wake",
  "topup",
] as const;
type Kind = (typeof kinds)[number];

type Props = {
  count: number;
  whole: boolean;
  /** What is at stake in the selected tickets, in fen; null where nobody can say before. */
  amountFen: number | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onStart: (action: BulkAction) => void;
};

/** Says what shall be done to the selected tickets. */
export function BulkDialog({ count, whole, amountFen, open, onOpenChange, onStart }: Props) {
  const t = useTranslations("views.bulk");
  const common = useTranslations("common");
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={whole ? t("titleWhole") : t("title", { count })}
      description={t("body")}
      closeLabel={common("close")}
    >
      {open ? (
        <BulkForm
          amountFen={amountFen}
          onStart={(action) => {
            onStart(action);
            onOpenChange(false);
          }}
        />
      ) : null}
    </Dialog>
  );
}

function BulkForm({ amountFen, onStart }: { amountFen: number | null; onStart: (action: BulkAction) => void }) {
  const mayPay = useMay("topups:request") && amountFen !== null;
  const t = useTranslations("views.bulk");
  const [kind, setKind] = useState<Kind>("assignee");
  const snoozes = useSnoozeChoices();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const value = String(new FormData(event.currentTarget).get("value") ?? "").trim();
    const action = actionOf(kind, value, snoozes);
    if (action) onStart(action);
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field id="bulk-kind" label={t("what")}>
        <Select
          id="bulk-kind"
          value={kind}
          onChange={(event) => setKind(event.target.value as Kind)}
          options={kinds
            .filter((each) => each !== "topup" || mayPay)
            .map((each) => ({ value: each, label: t(`kinds.${each}`) }))}
        />
      </Field>
      {kind === "wake" ? null : <Value key={kind} kind={kind} />}
      {kind === "reply" || kind === "macro" ? <p className="text-sm text-muted">{t("replyHint")}</p> : null}
      {kind === "topup" ? (
        <Banner tone="wait" title={t("topupTitle", { amount: formatFen(amountFen ?? 0) })}>
          {t("topupHint")}
        </Banner>
      ) : null}
      <div className="flex justify-end">
        <Button size="compact">{t("start")}</Button>
      </div>
    </form>
  );
}

function Value({ kind }: { kind: Kind }) {
  const t = useTranslations("views.bulk");
  const desk = useTranslations("desk");
  const { causes, me, locale } = useDesk();
  const macros = useQuery(workQueries.macros());
  const staff = useQuery(queries.staff());
  const snoozes = useSnoozeChoices();
  const reasonText = useReasonText();
  const options: Partial<Record<Kind, { value: string; label: string }[]>> = {
    assignee: [
      { value: me.id, label: me.name },
      { value: "", label: desk("queue.unassigned") },
      ...(staff.data ?? []).filter(({ id }) => id !== me.id).map(({ id, name }) => ({ value: id, label: name })),
    ],
    status: ticketStatuses
      .filter((status) => status !== "new")
      .map((value) => ({ value, label: desk(`status.${value}`) })),
    priority: ticketPriorities.map((value) => ({ value, label: desk(`priority.${value}`) })),
    cause: causeCodes.map((value) => ({ value, label: causes[value] })),
    topup: reasonCodes.filter((code) => code !== "OTHER").map((value) => ({ value, label: reasonText(value) })),
    macro: (macros.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name[locale] })),
    snooze: snoozes.map(({ key, label }) => ({ value: key, label })),
  };
  const choices = options[kind];
  return (
    <Field id="bulk-value" label={t(`kinds.${kind}`)} hint={kind.endsWith("Tags") ? t("tagsHint") : undefined}>
      {choices ? (
        <Select id="bulk-value" name="value" options={choices} />
      ) : kind === "reply" || kind === "note" ? (
        <Textarea id="bulk-value" name="value" required maxLength={5_000} rows={4} />
      ) : (
        <Input id="bulk-value" name="value" required maxLength={400} />
      )}
    </Field>
  );
}

function actionOf(kind: Kind, value: string, snoozes: ReturnType<typeof useSnoozeChoices>): BulkAction | undefined {
  const words = value.split(/[,，\s]+/).filter(Boolean);
  switch (kind) {
    case "assignee":
      return { kind: "update", assignee: value || null };
    case "status":
      return { kind: "update", status: value as "open" };
    case "priority":
      return { kind: "update", priority: value as "high" };
    case "cause":
      return { kind: "update", causeCode: value as "UNKNOWN" };
    case "queue":
      return value.trim() === "" ? undefined : { kind: "update", queue: value.trim().slice(0, 40) };
    case "macro":
      return value ? { kind: "macro", macro: value } : undefined;
    case "addTags":
    case "removeTags":
      return words.length > 0 ? { kind: "update", [kind]: words } : undefined;
    case "reply":
      return { kind: "reply", body: value, visibility: "public" };
    case "note":
      return { kind: "reply", body: value, visibility: "internal" };
    case "snooze": {
      const choice = snoozes.find(({ key }) => key === value);
      return choice && { kind: "snooze", ...choice.input };
    }
    case "wake":
      return { kind: "wake" };
    case "topup":
      return { kind: "topup", reasonCode: value as "CB_MISSING" };
  }
}
