import {
  type attachments,
  type slaTargets,
  type ticketEvents,
  type ticketMessages,
  tickets,
} from "#db/schema/index.ts";
import type { Locale } from "#server/diagnosis/schemas.ts";
import type { TicketRow } from "./access.ts";
import { attachmentView } from "./attachment-view.ts";
import type { KeptDiagnosis } from "./diagnosis-record.ts";
import { reopenUntil } from "./rules.ts";
import type { CustomerTicket, Ticket, TicketMessage, TicketSummary } from "./schemas.ts";
import { isBreached, NEVER } from "./sla.ts";

/** Rows to views. What a customer may see is decided here and nowhere else. */
export type TicketParts = {
  /** There were messages before these. */
  earlier: boolean;
  ticket: TicketRow;
  assigneeName: string | null;
  messages: (typeof ticketMessages.$inferSelect)[];
  attachments: (typeof attachments.$inferSelect)[];
  targets: (typeof slaTargets.$inferSelect)[];
  events: (typeof ticketEvents.$inferSelect)[];
  /** Tickets that were joined to this one and whose messages are among those above. */
  joined: readonly { id: string; number: string }[];
  /** Pictures of which there is a copy with parts made black; nothing that their customer has to know. */
  copied: ReadonlySet<string>;
  incident: Ticket["incident"];
};

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** What a list reads of a ticket: never its diagnosis, which is longer than all the rest. */
export const summaryColumns = {
  ...{ id: tickets.id, number: tickets.number, orderNo: tickets.orderNo, claimedOrderNo: tickets.claimedOrderNo },
  ...{ customerId: tickets.customerId, status: tickets.status, priority: tickets.priority, claim: tickets.claim },
  ...{ causeCode: tickets.causeCode, chargeState: tickets.chargeState, amountFen: tickets.amountFen },
  ...{ productName: tickets.productName, channel: tickets.channel, tags: tickets.tags, version: tickets.version },
  ...{ assigneeId: tickets.assigneeId, openedAt: tickets.openedAt, updatedAt: tickets.updatedAt },
  ...{ resolvedAt: tickets.resolvedAt, snoozeUntil: tickets.snoozeUntil, snoozeEvent: tickets.snoozeEvent },
  ...{ nextDueAt: tickets.nextDueAt, nextDueMetric: tickets.nextDueMetric, queue: tickets.queue },
  ...{ dueState: tickets.dueState, asleep: tickets.asleep, unansweredSince: tickets.unansweredSince },
  ...{ rank: tickets.rank, amountKey: tickets.amountKey, escalatedAt: tickets.escalatedAt },
};
export type SummaryRow = Pick<TicketRow, keyof typeof summaryColumns>;

export function summaryView(ticket: SummaryRow, assigneeName: string | null): TicketSummary {
  const { number, orderNo, claimedOrderNo, customerId, status, priority, claim, causeCode, chargeState } = ticket;
  const { amountFen, productName, channel, tags, version, queue, dueState, asleep, snoozeEvent } = ticket;
  const due = ticket.nextDueAt && ticket.nextDueAt.getTime() < NEVER.getTime() ? ticket.nextDueAt : null;
  return {
    ...{ number, orderNo, claimedOrderNo, customerId, status, priority, claim, causeCode, chargeState },
    ...{ amountFen, productName, channel, tags, version, queue, dueState, asleep, snoozeEvent },
    assignee: ticket.assigneeId ? { id: ticket.assigneeId, name: assigneeName ?? ticket.assigneeId } : null,
    openedAt: ticket.openedAt.toISOString(),
    updatedAt: ticket.updatedAt.toISOString(),
    resolvedAt: iso(ticket.resolvedAt),
    snoozeUntil: iso(ticket.snoozeUntil),
    unansweredSince: iso(ticket.unansweredSince),
    escalatedAt: iso(ticket.escalatedAt),
    nextDueAt: iso(due),
    nextDueMetric: ticket.nextDueMetric,
  };
}

/** @param language of the reasoning; the rest is as it was written */
export function ticketView(parts: TicketParts, language: Locale): Ticket {
  const { ticket } = parts;
  const { paymentNo, target, errorText, description, contact, locale, diagnosisId } = ticket;
  return {
    ...summaryView(ticket, parts.assigneeName),
    ...{ paymentNo, target, errorText, description, contact, locale, diagnosisId },
    occurredAt: iso(ticket.occurredAt),
    stuckSince: iso(ticket.stuckSince),
    incident: parts.incident,
    diagnosis: (ticket.diagnosis as KeptDiagnosis)[language],
    sla: parts.targets.map((target) => ({
      metric: target.metric,
      startedAt: target.startedAt.toISOString(),
      dueAt: target.dueAt.toISOString(),
      decidedAt: iso(target.decidedAt),
      outcome: target.outcome,
    })),
    attachments: parts.attachments.map((file) => ({ ...attachmentView(file), ...marked(parts, file.id) })),
    messages: parts.messages.map((message) => messageView(message, parts, true)),
    earlierMessages: parts.earlier,
    events: parts.events.map((event) => ({
      id: event.id,
      type: event.type,
      ...{ actor: event.actorName, actorKind: event.actorKind },
      at: event.at.toISOString(),
      before: event.before,
      after: event.after,
    })),
  };
}

const marked = ({ copied }: Pick<TicketParts, "copied">, id: string) => (copied.has(id) ? { redacted: true } : {});

/** @param forDesk with what the desk alone knows of its files */
export function messageView(
  message: TicketParts["messages"][number],
  parts: Pick<TicketParts, "attachments" | "joined" | "copied">,
  forDesk = false,
): TicketMessage {
  const { attachments: files, joined } = parts;
  const { id, author, authorName, visibility, body } = message;
  const from = joined.find((one) => one.id === message.ticketId)?.number;
  return {
    ...{ id, author, authorName, visibility, body },
    attachments: files
      .filter((file) => file.messageId === id)
      .map((file) => ({ ...attachmentView(file), ...(forDesk ? marked(parts, file.id) : {}) })),
    createdAt: message.createdAt.toISOString(),
    ...(from === undefined ? {} : { from }),
  };
}

/**
 * The customer's copy.
 * @param parts without events; its messages must have been read with {@link publicMessages}. An internal one is an error here,
 *   not something to skip: whoever asked for it would have shown it
 */
export function customerView(
  parts: Omit<TicketParts, "events" | "assigneeName" | "incident" | "earlier">,
  now: Date,
): Omit<CustomerTicket, "continuesIn"> {
  const { ticket, messages } = parts;
  if (messages.some((message) => message.visibility !== "public")) {
    throw new Error("An internal note was about to reach a customer.");
  }
  const shown = new Set(messages.map((message) => message.id));
  const files = parts.attachments.filter((file) => file.messageId === null || shown.has(file.messageId));
  const { number, status, claim, causeCode, chargeState, amountFen, productName, channel, paymentNo } = ticket;
  const { target, description, locale } = ticket;
  const until = reopenUntil(ticket);
  return {
    ...{ number, status, claim, causeCode, chargeState, amountFen, productName, channel, paymentNo },
    ...{ target, description, locale },
    orderNo: ticket.orderNo ?? ticket.claimedOrderNo,
    ownsOrder: ticket.orderNo !== null,
    openedAt: ticket.openedAt.toISOString(),
    updatedAt: (ticket.publicUpdatedAt ?? ticket.openedAt).toISOString(),
    resolvedAt: iso(ticket.resolvedAt),
    reopenUntil: until && until.getTime() >= now.getTime() ? until.toISOString() : null,
    promises: promises(parts.targets, now),
    attachments: files.map(attachmentView),
    messages: messages.map((message) => {
      const { visibility: _visibility, ...view } = messageView(message, { ...parts, attachments: files });
      return view;
    }),
  };
}

function promises(targets: TicketParts["targets"], now: Date): CustomerTicket["promises"] {
  return targets
    .filter((target) => target.outcome !== "cancelled" && target.metric !== "gateway_answer")
    .map((target) => ({
      metric: target.metric,
      dueAt: target.dueAt.toISOString(),
      decidedAt: iso(target.decidedAt),
      state: promiseState(target, now),
    }))
    .sort((a, b) => a.dueAt.localeCompare(b.dueAt));
}

function promiseState(target: TicketParts["targets"][number], now: Date) {
  if (target.outcome === "met") return "kept" as const;
  if (target.outcome === "breached") return "broken" as const;
  if (isBreached(target, now)) return "late" as const;
  return target.pausedAt ? ("paused" as const) : ("running" as const);
}
