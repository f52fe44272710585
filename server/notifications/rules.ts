import type { NoticeKind } from "./schemas.ts";

type Event = { topic: string; payload: Record<string, unknown> };
export type Notice = {
  customerId: string;
  kind: NoticeKind;
  orderNo: string | null;
  ticketNumber: string | null;
  params: Record<string, string | number>;
};

/**
 * What an event tells its customer; undefined when it tells them nothing: internal notes, their own words, work behind the
 * scenes, and whatever has no known customer.
 */
export function noticeOf({ topic, payload }: Event): Notice | undefined {
  const kind = kindOf(topic, payload);
  const customerId = text(payload.customerId);
  if (!kind || !customerId) return undefined;
  const { amountFen } = payload;
  const dueAt = text(payload.dueAt);
  return {
    customerId,
    kind,
    orderNo: text(payload.orderNo),
    ticketNumber: text(payload.number) ?? text(payload.ticketNumber),
    params: { ...(typeof amountFen === "number" ? { amountFen } : {}), ...(dueAt ? { dueAt } : {}) },
  };
}

function kindOf(topic: string, payload: Record<string, unknown>): NoticeKind | undefined {
  switch (topic) {
    case "ticket.opened":
      return "ticket_opened";
    case "ticket.replied":
      return payload.by === "staff" ? "ticket_replied" : undefined;
    case "ticket.resolved":
      return "ticket_resolved";
    case "ticket.reopened":
      return payload.by === "customer" ? undefined : "ticket_reopened";
    case "topup.succeeded":
      // Also tells of `ticket.credited`, which happens in the same transaction.
      return "credited";
    case "refund.succeeded":
      return "refunded";
    case "order.handed_over":
      // A paid order that got stuck: a person has it, and `dueAt` is by when there is a result.
      return "order_handed_over";
    case "case.escalated":
      return "gateway_silent";
    default:
      return undefined;
  }
}

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
