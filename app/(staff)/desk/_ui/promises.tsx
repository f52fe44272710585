"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { useActions } from "#app/(staff)/_lib/actions/use-actions.ts";
import { useNowMs } from "#app/(staff)/_lib/now.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import type { TicketClocks } from "#server/sla/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { workQueries } from "../_lib/work-queries.ts";
import { FoldSection } from "./fold-section.tsx";

type Clock = TicketClocks["clocks"][number];
type Pause = TicketClocks["pauses"][number];

/** Every promise of the ticket: by when, what came of it, under which rules, and when its clock stood still. For those who ask. */
export function Promises({ ticket }: { ticket: Ticket }) {
  const t = useTranslations("desk.promises");
  const [open, setOpen] = useState(false);
  useActions({ "ticket.clocks": ticket.sla.length > 0 && (() => setOpen(!open)) });
  if (ticket.sla.length === 0) return null;
  return (
    <FoldSection
      title={t("title")}
      action="ticket.clocks"
      open={open}
      onToggle={() => setOpen(!open)}
      label={open ? t("hide") : t("show", { n: ticket.sla.length })}
    >
      {open ? <List number={ticket.number} /> : null}
    </FoldSection>
  );
}

function List({ number }: { number: string }) {
  const t = useTranslations("desk.promises");
  const found = useQuery(workQueries.clocks(number));
  if (found.isError) return <p className="text-sm text-broken">{t("failed")}</p>;
  if (!found.data) return <p className="text-sm text-muted">{t("loading")}</p>;
  const { clocks, pauses } = found.data;
  return (
    <>
      <ol className="grid gap-3 text-sm">
        {clocks.map((clock) => (
          <One key={`${clock.metric} ${clock.startedAt} ${clock.caseId}`} clock={clock} />
        ))}
      </ol>
      <h4 className="mt-4 mb-1 text-sm font-medium">{t("pauses")}</h4>
      {pauses.length === 0 ? <p className="text-sm text-muted">{t("never")}</p> : null}
      <ul className="grid gap-1 text-sm">
        {pauses.map((pause) => (
          <Stood key={pause.from} pause={pause} />
        ))}
      </ul>
    </>
  );
}

function One({ clock }: { clock: Clock }) {
  const t = useTranslations("desk.promises");
  const due = useTranslations("desk.due");
  const { locale } = useDesk();
  const nowMs = useNowMs();
  const at = (iso: string) => exactTime(new Date(iso), locale);
  const state = stateOf(clock, nowMs);
  const passed: [label: string, iso: string | null][] = [
    [t("agentDue"), clock.agentDueAt === clock.dueAt ? null : clock.agentDueAt],
    [t("warned"), clock.warnedAt],
    [t("breached"), clock.breachedAt],
    [t("escalated"), clock.escalatedAt],
    [t("decided"), clock.decidedAt],
  ];
  return (
    <li className="border-l-2 border-line pl-3">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <span className="font-medium">{due(`metric.${clock.metric}`)}</span>
        <StateBadge tone={tones[state]}>{t(`state.${state}`)}</StateBadge>
      </div>
      <dl className="mt-1 grid gap-x-6 gap-y-0.5 text-muted sm:grid-cols-2">
        <Moment label={t("started")} text={at(clock.startedAt)} />
        <Moment label={t("due")} text={at(clock.dueAt)} />
        {passed.map(([label, iso]) => (iso ? <Moment key={label} label={label} text={at(iso)} /> : null))}
        {clock.pausedMs > 0 ? (
          <Moment
            label={t(clock.pausedAt === null ? "stood" : "stoodBefore")}
            text={t("minutes", minutesOf(clock.pausedMs))}
          />
        ) : null}
        <Moment label={t("rules")} text={t("versions", { policy: clock.policy, calendar: clock.calendar })} />
      </dl>
    </li>
  );
}

function Moment({ label, text }: { label: string; text: string }) {
  return (
    <div className="flex min-w-0 gap-2">
      <dt className="shrink-0">{label}</dt>
      <dd className="min-w-0 break-words text-text tabular">{text}</dd>
    </div>
  );
}

function Stood({ pause }: { pause: Pause }) {
  const t = useTranslations("desk.promises");
  const { locale } = useDesk();
  const at = (iso: string) => exactTime(new Date(iso), locale);
  const times = { from: at(pause.from), to: pause.to ? at(pause.to) : t("now") };
  return (
    <li className="flex flex-wrap gap-x-3">
      <span>{t(`waits.${pause.waits}`)}</span>
      <span className="text-muted tabular">{t("span", times)}</span>
    </li>
  );
}

type State = "met" | "missed" | "paused" | "late" | "running" | "cancelled";
const tones: Record<State, Tone> = {
  ...{ met: "ok", missed: "broken", late: "broken", paused: "wait" },
  ...{ running: "neutral", cancelled: "neutral" },
};

/** What ran out before it stood still stays late. */
function stateOf({ outcome, pausedAt, dueAt }: Clock, nowMs: number): State {
  if (outcome !== null) return outcome === "met" ? "met" : outcome === "breached" ? "missed" : "cancelled";
  const atMs = pausedAt === null ? nowMs : Date.parse(pausedAt);
  if (Date.parse(dueAt) < atMs) return "late";
  return pausedAt === null ? "running" : "paused";
}

/** @param ms a time in milliseconds; what is begun of a minute counts */
function minutesOf(ms: number) {
  const all = Math.ceil(ms / 60_000);
  return { hours: Math.floor(all / 60), minutes: all % 60 };
}
