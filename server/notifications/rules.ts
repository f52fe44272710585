import type { NoticeKind, SignalKind } from "./schemas.ts";

type Event = { topic: string; payload: Record<string, unknown> };
export type Notice = {
  customerId: string;
  kind: NoticeKind;
  orderNo: string | null;
  ticketNumber: string | null;
  diagnosisId: string | null;
  params: Record<string, string | number>;
  /** Under which name it is told once, where that is not once an event. */
  once?: string;
};

/**
 * What an event tells its customer; undefined when it tells them nothing: internal notes, their own words, work behind the
 * scenes, and whatever has no known customer.
 */
export function noticeOf({ topic, payload }: Event): Notice | undefined {
  const kind = kindOf(topic, payload);
  const customerId = text(payload.customerId);
  if (!kind || !customerId) return undefined;
  return {
    customerId,
    kind,
    orderNo: text(payload.orderNo),
    ticketNumber: text(payload.number) ?? text(payload.ticketNumber),
    diagnosisId: text(payload.diagnosisId),
    params: paramsOf(payload),
    // Reviewers hand appeals on; that one is being reviewed is told the first time.
    ...(kind === "appeal_progress" ? { once: `appeal:${text(payload.appealId)}:claimed` } : {}),
  };
}

function paramsOf(payload: Record<string, unknown>): Notice["params"] {
  const { amountFen } = payload;
  const named = ["dueAt", "restockAt", "product", "follows"].flatMap((name) => {
    const value = text(payload[name]);
    return value ? [[name, value.slice(0, 200)] as const] : [];
  });
  return { ...(typeof amountFen === "number" ? { amountFen } : {}), ...Object.fromEntries(named) };
}

/** Topics that always tell the same. */
const told: Readonly<Record<string, NoticeKind>> = {
  "ticket.resolved": "ticket_resolved",
  // Also tells of `ticket.credited`, which happens in the same transaction.
  "topup.succeeded": "credited",
  "refund.succeeded": "refunded",
  // A paid order that got stuck: a person has it, and `dueAt` is by when there is a result.
  "order.handed_over": "order_handed_over",
  "case.escalated": "gateway_silent",
  "product.sold_out": "sold_out",
  "product.restock_dated": "restock_dated",
  "product.restocks": "restocked",
  "order.review_opened": "review_opened",
  "order.review_passed": "review_passed",
  "order.review_denied": "review_denied",
  "appeal.opened": "appeal_opened",
  "appeal.passed": "appeal_passed",
  "appeal.denied": "appeal_denied",
  "incident.told": "incident_told",
  "call.due": "call_due",
  "ticket.call_lapsed": "call_missed",
};
const troubles = ["payment_failed", "payment_closed", "payment_stuck", "callback_rejected"] as const;

function kindOf(topic: string, payload: Record<string, unknown>): NoticeKind | undefined {
  switch (topic) {
    case "ticket.opened":
      return payload.because === "wait_lapsed" ? "wait_ticket" : "ticket_opened";
    case "ticket.replied":
      return payload.by === "staff" ? "ticket_replied" : undefined;
    case "ticket.reopened":
      return payload.by === "customer" ? undefined : "ticket_reopened";
    case "diagnosis.wait_ended":
      return payload.state === "solved" ? "wait_solved" : "wait_changed";
    case "appeal.progress":
      // What else moves an appeal is work behind the scenes, or was said in its ticket.
      return payload.action === "claimed" ? "appeal_progress" : undefined;
    case "ticket.call_missed":
      // One that was taken and forgotten is no business of its customer's.
      return payload.byKind === "system" ? undefined : "call_missed";
    case "payment.troubled":
      return troubles.find((trouble) => trouble === payload.trouble);
    default:
      return told[topic];
  }
}

/** The topic under which something in an order's records is told. */
export function topicOf(kind: SignalKind): string {
  if (kind === "sold_out" || kind === "restock_dated") return `product.${kind}`;
  if (kind === "restocked") return "product.restocks";
  return kind.startsWith("review_") ? `order.${kind}` : "payment.troubled";
}

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
