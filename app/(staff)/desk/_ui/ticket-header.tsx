"use client";

import { useQuery } from "@tanstack/react-query";
import { AlarmClock, ArrowLeft, Check, UserPlus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { Button } from "#app/_ui/button.tsx";
import { Select } from "#app/_ui/field.tsx";
import { Money } from "#app/_ui/money.tsx";
import { does } from "#app/(staff)/_lib/actions/does.ts";
import { queries } from "#app/(staff)/_lib/queries.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { KeyHint } from "#app/(staff)/_ui/keys.tsx";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { ticketPriorities, ticketStatuses } from "#server/tickets/schemas.ts";
import { useChannelName, useDesk, useIncidentTitle, useMay } from "../_lib/desk-context.tsx";
import type { TicketActions } from "../_lib/use-ticket-actions.ts";
import { ChargeBadge, EscalatedBadge, StatusBadge } from "./badges.tsx";
import { CopyButton } from "./copy-button.tsx";
import { DueChip } from "./due-chip.tsx";

type Props = {
  ticket: Ticket;
  actions: TicketActions;
  onBack: () => void;
  onResolve: () => void;
  onSnooze: () => void;
  onAssignMe: () => void;
};

export const isEnded = (ticket: Pick<Ticket, "status">) => ticket.status === "resolved" || ticket.status === "closed";

export function TicketHeader({ ticket, actions, onBack, onResolve, onSnooze, onAssignMe }: Props) {
  const t = useTranslations("desk.ticket");
  const { causes, me } = useDesk();
  const channelName = useChannelName();
  const mayWrite = useMay("tickets:write");
  const ended = isEnded(ticket);
  return (
    <header className="border-b border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <button
          type="button"
          onClick={onBack}
          {...does("list.back")}
          aria-label={t("back")}
          className="touch -ml-3 inline-flex items-center justify-center rounded-md text-muted hover:bg-sunken lg:hidden"
        >
          <ArrowLeft aria-hidden className="size-5" />
        </button>
        <h2 className="flex items-center gap-1 text-lg font-semibold tabular">
          {ticket.number}
          <CopyButton text={ticket.number} />
        </h2>
        <StatusBadge status={ticket.status} />
        <ChargeBadge state={ticket.chargeState} />
        {ticket.escalatedAt ? <EscalatedBadge /> : null}
        <Money fen={ticket.amountFen} className="ml-auto text-xl font-semibold" />
      </div>
      <p className="mt-1 text-sm text-muted">
        {[causes[ticket.causeCode], ticket.productName, ticket.channel && channelName(ticket.channel)]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <Clocks ticket={ticket} />
      {mayWrite ? (
        <>
          <Fields ticket={ticket} actions={actions} />
          <div className="mt-3 flex flex-wrap gap-2">
            {ended ? null : (
              <Button
                type="button"
                size="compact"
                onClick={onResolve}
                {...does("ticket.resolve")}
                icon={<Check aria-hidden className="size-4" />}
              >
                {t("resolve")} <KeyHint id="ticket.resolve" />
              </Button>
            )}
            {ticket.assignee?.id === me.id ? null : (
              <Button
                type="button"
                size="compact"
                variant="secondary"
                onClick={onAssignMe}
                {...does("ticket.assign")}
                icon={<UserPlus aria-hidden className="size-4" />}
              >
                {t("assignMe")} <KeyHint id="ticket.assign" />
              </Button>
            )}
            {ended ? null : (
              <Button
                type="button"
                size="compact"
                variant="secondary"
                onClick={onSnooze}
                {...does("ticket.snooze")}
                icon={<AlarmClock aria-hidden className="size-4" />}
              >
                {t("snooze")} <KeyHint id="ticket.snooze" />
              </Button>
            )}
          </div>
        </>
      ) : null}
    </header>
  );
}

function Clocks({ ticket }: { ticket: Ticket }) {
  const t = useTranslations("desk.ticket");
  const { locale } = useDesk();
  const incidentTitle = useIncidentTitle();
  const running = ticket.sla.filter((clock) => clock.outcome === null);
  const snoozed = ticket.snoozeUntil && new Date(ticket.snoozeUntil).getTime() > Date.now() ? ticket.snoozeUntil : null;
  return (
    <div className="mt-2 flex flex-wrap gap-1.5">
      {running.map((clock) => (
        <DueChip key={`${clock.metric} ${clock.startedAt}`} at={clock.dueAt} metric={clock.metric} />
      ))}
      {running.length === 0 ? <span className="text-sm text-muted">{t("noClock")}</span> : null}
      {ticket.incident ? (
        <Link
          href={`/incidents/${ticket.incident.number}`}
          className="inline-flex min-h-6 items-center rounded-md bg-wait-soft px-2 text-xs text-wait underline underline-offset-4"
        >
          {t("incident", { title: incidentTitle(ticket.incident) })}
        </Link>
      ) : null}
      {snoozed ? (
        <span className="inline-flex items-center gap-1 text-xs text-wait">
          <AlarmClock aria-hidden className="size-3.5" />
          {t("snoozedUntil", { time: exactTime(new Date(snoozed), locale) })}
        </span>
      ) : null}
    </div>
  );
}

function Fields({ ticket, actions }: Pick<Props, "ticket" | "actions">) {
  const t = useTranslations("desk");
  const { causes } = useDesk();
  const staff = useQuery(queries.staff());
  const people = staff.data ?? [];
  const known = ticket.assignee && !people.some((person) => person.id === ticket.assignee?.id) ? [ticket.assignee] : [];
  const change = actions.update.mutate;
  const small = "h-9! text-sm!";
  return (
    <div className="mt-3 grid grid-cols-2 gap-2 md:grid-cols-4">
      <LabelledSelect
        id="ticket-status"
        label={t("ticket.status")}
        className={small}
        value={ticket.status}
        onChange={(value) => change({ status: value as Ticket["status"] })}
        options={ticketStatuses
          .filter((status) => status !== "new" || ticket.status === "new")
          .map((status) => ({ value: status, label: t(`status.${status}`) }))}
      />
      <LabelledSelect
        id="ticket-assignee"
        label={t("ticket.assignee")}
        className={small}
        value={ticket.assignee?.id ?? ""}
        onChange={(value) => change({ assignee: value || null })}
        options={[
          { value: "", label: t("queue.unassigned") },
          ...[...known, ...people].map((person) => ({ value: person.id, label: person.name })),
        ]}
      />
      <LabelledSelect
        id="ticket-priority"
        label={t("ticket.priority")}
        className={small}
        value={ticket.priority}
        onChange={(value) => change({ priority: value as Ticket["priority"] })}
        options={ticketPriorities.map((priority) => ({ value: priority, label: t(`priority.${priority}`) }))}
      />
      <LabelledSelect
        id="ticket-cause"
        label={t("ticket.cause")}
        className={small}
        value={ticket.causeCode}
        onChange={(value) => change({ causeCode: value as Ticket["causeCode"] })}
        options={causeCodes.map((code) => ({ value: code, label: causes[code] }))}
      />
    </div>
  );
}

type SelectProps = {
  id: string;
  label: string;
  className: string;
  value: string;
  onChange: (value: string) => void;
  options: { value: string; label: string }[];
};

function LabelledSelect({ label, onChange, ...rest }: SelectProps) {
  return (
    <div className="min-w-0">
      <label htmlFor={rest.id} className="mb-0.5 block text-xs text-muted">
        {label}
      </label>
      <Select {...rest} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}
