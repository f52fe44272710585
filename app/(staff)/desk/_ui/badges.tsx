"use client";

import { ChevronsUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge, StateBadge, type Tone } from "#app/_ui/badge.tsx";
import type { ChargeState } from "#server/diagnosis/schemas.ts";
import type { TicketPriority, TicketStatus } from "#server/tickets/schemas.ts";

const statusTones: Record<TicketStatus, Tone> = {
  new: "accent",
  open: "accent",
  waiting_customer: "wait",
  waiting_upstream: "wait",
  resolved: "ok",
  closed: "unknown",
};

export function StatusBadge({ status }: { status: TicketStatus }) {
  const t = useTranslations("desk.status");
  return <StateBadge tone={statusTones[status]}>{t(status)}</StateBadge>;
}

const chargeTones: Record<ChargeState, Tone> = { confirmed: "broken", possible: "wait", none: "unknown" };

/** Whether the customer's money left them. */
export function ChargeBadge({ state }: { state: ChargeState }) {
  const t = useTranslations("desk.charge");
  return <StateBadge tone={chargeTones[state]}>{t(state)}</StateBadge>;
}

/** A promise was broken for so long that it is the lead's to look at. */
export function EscalatedBadge({ narrow = false }: { narrow?: boolean }) {
  const t = useTranslations("views.filter");
  return (
    <span title={t("escalated")} className="inline-flex shrink-0">
      <Badge tone="broken" className={narrow ? "px-1!" : ""}>
        <ChevronsUp aria-hidden className="size-4" />
        <span className={narrow ? "sr-only" : ""}>{t("escalated")}</span>
      </Badge>
    </span>
  );
}

const priorityTones: Record<TicketPriority, Tone> = {
  urgent: "broken",
  high: "wait",
  normal: "neutral",
  low: "neutral",
};

export function PriorityBadge({ priority }: { priority: TicketPriority }) {
  const t = useTranslations("desk.priority");
  return <Badge tone={priorityTones[priority]}>{t(priority)}</Badge>;
}
