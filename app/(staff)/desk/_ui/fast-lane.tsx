"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { FileText, Table2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { Banner, Skeleton, Spinner } from "#app/_ui/surface.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { CaseClock, CaseStateBadge, ComplaintStateBadge } from "#app/(staff)/_ui/case-clock.tsx";
import type { Complaint, GatewayCase } from "#server/disputes/schemas.ts";
import { useChannelName, useDesk, useMay } from "../_lib/desk-context.tsx";
import { AnswerDialog } from "./answer-dialog.tsx";
import { Section } from "./ticket-facts.tsx";

/** Putting the ticket's payment before its gateway, and what came of it. */
export function FastLane({ ticket }: { ticket: Ticket }) {
  const t = useTranslations("cases.lane");
  const failure = useFailureText();
  const client = useQueryClient();
  const mayWrite = useMay("tickets:write");
  const cases = useQuery(queries.casesOf(ticket.number));
  const complaints = useQuery(queries.complaintsOf(ticket.number));
  const refresh = () => {
    for (const queryKey of [["cases"], ["ticket", ticket.number], ["tickets"]])
      void client.invalidateQueries({ queryKey });
  };
  const file = useMutation({
    mutationFn: () => trpc.disputes.file.mutate({ number: ticket.number }),
    onSettled: refresh,
  });
  const items = cases.data?.items ?? [];
  const waits = items.some((one) => one.state === "open" || one.state === "escalated");
  const ended = ticket.status === "resolved" || ticket.status === "closed";
  if (!ticket.orderNo) return null;
  return (
    <Section title={t("title")}>
      <div className="grid gap-3">
        {cases.isPending ? <Skeleton className="h-16" /> : null}
        {cases.isError ? (
          <Banner tone="broken" title={t("failed")}>
            <p>{failure(cases.error)}</p>
            <Button type="button" variant="ghost" size="compact" onClick={() => void cases.refetch()}>
              {t("retry")}
            </Button>
          </Banner>
        ) : null}
        {cases.isSuccess && items.length === 0 ? <p className="text-sm text-muted">{t("intro")}</p> : null}
        {items.map((one) => (
          <CaseCard key={one.id} one={one} mayWrite={mayWrite} onChanged={refresh} />
        ))}
        {file.isError ? <Banner tone="broken" role="alert" title={failure(file.error)} /> : null}
        {cases.isSuccess && !waits && !ended && mayWrite ? (
          <Button
            type="button"
            variant="secondary"
            size="compact"
            className="justify-self-start"
            disabled={file.isPending}
            icon={file.isPending ? <Spinner /> : null}
            onClick={() => file.mutate()}
          >
            <span aria-live="polite">{file.isPending ? t("filing") : items.length > 0 ? t("again") : t("file")}</span>
          </Button>
        ) : null}
        {cases.isSuccess && items.length === 0 && !mayWrite ? (
          <p className="text-sm text-muted">{t("forbidden")}</p>
        ) : null}
        <Complaints items={complaints.data?.items ?? []} />
      </div>
    </Section>
  );
}

type CardProps = { one: GatewayCase; mayWrite: boolean; onChanged: () => void };

function CaseCard({ one, mayWrite, onChanged }: CardProps) {
  const t = useTranslations("cases.lane");
  const failure = useFailureText();
  const { locale } = useDesk();
  const channelName = useChannelName();
  const [answering, setAnswering] = useState(false);
  const close = useMutation({ mutationFn: () => trpc.disputes.close.mutate({ id: one.id }), onSettled: onChanged });
  const waits = one.state === "open" || one.state === "escalated";
  const time = (at: string) => exactTime(new Date(at), locale);
  return (
    <article className="grid gap-2 rounded-md border border-line px-3 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-2">
        <CaseStateBadge state={one.state} />
        <CaseClock one={one} />
      </div>
      <p className="break-all tabular">
        {channelName(one.channel)} · {one.outTradeNo}
      </p>
      <p className="text-muted">{t("filed", { name: one.filedBy, time: time(one.filedAt) })}</p>
      {waits ? <p className="text-muted">{t("due", { time: time(one.dueAt) })}</p> : null}
      {one.state === "open" ? <p className="text-muted">{t("escalates", { time: time(one.escalateAt) })}</p> : null}
      {one.answer && one.answeredAt ? (
        <div className="rounded-md bg-sunken px-3 py-2">
          <p className="break-words whitespace-pre-wrap">{one.answer}</p>
          <p className="mt-1 text-xs text-muted">
            {t("answered", { name: one.answeredBy ?? "", time: time(one.answeredAt) })}
          </p>
        </div>
      ) : null}
      {one.closedAt ? (
        <p className="text-muted">{t("closed", { name: one.closedBy ?? "", time: time(one.closedAt) })}</p>
      ) : null}
      {close.isError ? <Banner tone="broken" role="alert" title={failure(close.error)} /> : null}
      <div className="flex flex-wrap gap-2">
        <LinkButton size="compact" icon={<FileText aria-hidden className="size-4" />} href={fileOf(one.id, "pdf")}>
          {t("pdf")}
        </LinkButton>
        <LinkButton size="compact" icon={<Table2 aria-hidden className="size-4" />} href={fileOf(one.id, "csv")}>
          {t("csv")}
        </LinkButton>
        {waits && mayWrite ? (
          <Button type="button" size="compact" onClick={() => setAnswering(true)}>
            {t("answer")}
          </Button>
        ) : null}
        {one.state !== "closed" && mayWrite ? (
          <Button
            type="button"
            variant="ghost"
            size="compact"
            disabled={close.isPending}
            onClick={() => close.mutate()}
          >
            {t("close")}
          </Button>
        ) : null}
      </div>
      {answering ? <AnswerDialog caseId={one.id} open onOpenChange={setAnswering} onSaved={onChanged} /> : null}
    </article>
  );
}

const fileOf = (id: string, format: "pdf" | "csv") => `/api/v1/cases/${encodeURIComponent(id)}/file.${format}`;

function Complaints({ items }: { items: Complaint[] }) {
  const t = useTranslations("cases.lane");
  const { locale } = useDesk();
  const channelName = useChannelName();
  if (items.length === 0) return null;
  return (
    <div className="grid gap-2 text-sm">
      <h4 className="font-medium">{t("complaints")}</h4>
      {items.map((one) => (
        <article key={one.id} className="grid gap-1 rounded-md border border-line px-3 py-3">
          <p className="flex flex-wrap items-center gap-2">
            <ComplaintStateBadge state={one.state} />
            <span className="break-all tabular">
              {channelName(one.channel)} · {one.complaintNo}
            </span>
          </p>
          <p className="break-words whitespace-pre-wrap">{one.text}</p>
          <p className="text-xs text-muted">{t("made", { time: exactTime(new Date(one.madeAt), locale) })}</p>
        </article>
      ))}
    </div>
  );
}
