"use client";

import { useQuery } from "@tanstack/react-query";
import { Download, Printer } from "lucide-react";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Money } from "#app/_ui/money.tsx";
import { Card, ErrorState, Facts, Skeleton } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { SessionEnded } from "#app/(staff)/_ui/connection.tsx";
import { useChannelName, useDesk, useIncidentTitle, useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { type IncidentDetail, incidentOf, useAct, useIncidentFailure } from "../_lib/queries.ts";
import { Approve } from "./approve.tsx";
import { BatchForm, NoteForm, NoticeForm } from "./forms.tsx";
import { incidentTones } from "./incidents.tsx";
import { Part } from "./parts.tsx";

/** Everything about one incident. */
export function Detail({ number }: { number: string }) {
  const t = useTranslations("incidents");
  const failure = useIncidentFailure();
  const found = useQuery(incidentOf(number));
  if (found.isError && !found.data) {
    return (
      <ErrorState
        title={t("failed")}
        action={
          <Button type="button" size="compact" onClick={() => void found.refetch()}>
            {t("retry")}
          </Button>
        }
      >
        {failure(found.error)}
      </ErrorState>
    );
  }
  if (!found.data) return <Skeleton className="h-64" />;
  return <Shown incident={found.data} />;
}

function Shown({ incident }: { incident: IncidentDetail }) {
  const t = useTranslations("incidents");
  const titleOf = useIncidentTitle();
  const mayWrite = useMay("incidents:write");
  const mayApprove = useMay("topups:approve");
  const goesOn = incident.state === "open" || incident.state === "mitigated";
  return (
    <div className="grid gap-8">
      <SessionEnded />
      <header className="grid gap-3">
        <p className="flex flex-wrap items-center gap-3 text-sm text-muted">
          <StateBadge tone={incidentTones[incident.state]}>{t(`state.${incident.state}`)}</StateBadge>
          <span className="tabular">{incident.number}</span>
        </p>
        <h1 className="text-2xl font-semibold break-words">{titleOf(incident)}</h1>
        <Moves incident={incident} mayWrite={mayWrite} />
      </header>
      <Numbers incident={incident} />
      {mayWrite && goesOn ? (
        <div className="grid gap-8 md:grid-cols-2 print:hidden">
          <NoticeForm key={incident.version} incident={incident} />
          <BatchForm incident={incident} />
        </div>
      ) : null}
      {mayApprove && incident.bulkJobId ? (
        <div className="print:hidden">
          <Approve number={incident.number} />
        </div>
      ) : null}
      <div className="grid gap-8 md:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Part title={t("one.timeline")}>
          <Timeline events={incident.events} />
          {mayWrite && incident.state !== "dismissed" ? (
            <div className="print:hidden">
              <NoteForm number={incident.number} />
            </div>
          ) : null}
        </Part>
        <Part
          title={`${t("one.ticketList")} ${incident.ticketNumbers.length}`}
          action={
            incident.state === "proposed" || incident.ticketNumbers.length === 0 ? null : (
              <Link
                href={`/desk?f=${encodeURIComponent(JSON.stringify({ incidentId: incident.id }))}`}
                prefetch={false}
                className="inline-flex min-h-11 items-center text-sm text-accent-text underline underline-offset-4 print:hidden"
              >
                {t("one.inQueue")}
              </Link>
            )
          }
        >
          {incident.ticketNumbers.length === 0 ? (
            <p className="text-sm text-muted">{t("one.noTickets")}</p>
          ) : (
            <ul className="grid max-h-96 gap-1 overflow-y-auto text-sm tabular print:max-h-none print:grid-cols-3">
              {incident.ticketNumbers.map((each) => (
                <li key={each}>
                  <Link
                    href={`/desk/${each}`}
                    prefetch={false}
                    className="inline-flex min-h-9 items-center text-accent-text underline underline-offset-4"
                  >
                    {each}
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </Part>
      </div>
    </div>
  );
}

function Numbers({ incident }: { incident: IncidentDetail }) {
  const t = useTranslations("incidents.one");
  const locale = useLocale();
  const { causes } = useDesk();
  const channelName = useChannelName();
  const at = (iso: string | null) => (iso === null ? "–" : exactTime(new Date(iso), locale));
  return (
    <Card className="p-4">
      <Facts
        items={[
          { label: t("cause"), value: causes[incident.causeCode] },
          { label: t("channel"), value: channelName(incident.channel) },
          { label: t("from"), value: at(incident.fromAt) },
          { label: t("to"), value: at(incident.toAt) },
          { label: t("tickets"), value: incident.tickets },
          { label: t("openTickets"), value: incident.openTickets },
          { label: t("amount"), value: <Money fen={incident.amountFen} /> },
          { label: t("noticed"), value: incident.noticed },
          { label: t("openedBy"), value: incident.openedBy ?? t("system") },
        ]}
      />
    </Card>
  );
}

const buttons = {
  proposed: [
    ["open", "accept"],
    ["dismissed", "dismiss"],
  ],
  open: [
    ["mitigated", "mitigate"],
    ["resolved", "resolve"],
  ],
  mitigated: [
    ["resolved", "resolve"],
    ["open", "reopen"],
  ],
  resolved: [],
  dismissed: [],
} as const;

/** Where it may go next, and the text to go through afterwards. */
function Moves({ incident, mayWrite }: { incident: IncidentDetail; mayWrite: boolean }) {
  const t = useTranslations("incidents.one");
  const locale = useLocale() === "en" ? "en" : "zh-CN";
  const failure = useIncidentFailure();
  const { number, version, state } = incident;
  const move = useAct((to: "open" | "mitigated" | "resolved" | "dismissed") =>
    trpc.incidents.move.mutate({ number, version, to }),
  );
  const save = useAct(async () => {
    const { name, text } = await trpc.incidents.postMortem.query({ number, locale });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  });
  const onError = (error: unknown) => toast.error(failure(error));
  return (
    <p className="flex flex-wrap gap-2 print:hidden">
      {mayWrite
        ? buttons[state].map(([to, label], i) => (
            <Button
              key={to}
              type="button"
              size="compact"
              className="min-h-11 sm:min-h-9"
              variant={i === 0 ? "primary" : "secondary"}
              disabled={move.isPending}
              onClick={() => move.mutate(to, { onError })}
            >
              {t(label)}
            </Button>
          ))
        : null}
      <Button
        type="button"
        size="compact"
        variant="secondary"
        className="min-h-11 sm:min-h-9"
        icon={<Download aria-hidden className="size-4" />}
        disabled={save.isPending}
        onClick={() => save.mutate(undefined, { onError })}
      >
        {t("export")}
      </Button>
      <Button
        type="button"
        size="compact"
        variant="secondary"
        className="min-h-11 sm:min-h-9"
        icon={<Printer aria-hidden className="size-4" />}
        onClick={() => window.print()}
      >
        {t("print")}
      </Button>
    </p>
  );
}

function Timeline({ events }: { events: IncidentDetail["events"] }) {
  const t = useTranslations("incidents.event");
  const one = useTranslations("incidents.one");
  const locale = useLocale();
  return (
    <ol className="grid gap-3 border-l-2 border-line pl-4 text-sm">
      {events.map(({ id, type, by, system, text, count, at }) => (
        <li key={id}>
          <p className="flex flex-wrap items-baseline gap-x-3">
            <span className="font-medium">{t(type, { count: count ?? 0 })}</span>
            <span className="text-faint tabular">
              {exactTime(new Date(at), locale)} · {system ? one("system") : by}
            </span>
          </p>
          {text ? <p className="mt-0.5 break-words whitespace-pre-line text-muted">{text}</p> : null}
        </li>
      ))}
    </ol>
  );
}
