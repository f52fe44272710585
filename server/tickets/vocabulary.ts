/** The words of tickets, for shapes and tables alike. */

export const ticketStatuses = ["new", "open", "waiting_customer", "waiting_upstream", "resolved", "closed"] as const;
export type TicketStatus = (typeof ticketStatuses)[number];
/** Statuses in which a ticket still counts as the one open ticket of its order. */
export const openTicketStatuses = ["new", "open", "waiting_customer", "waiting_upstream"] as const;

/** How an open ticket stands with its nearest due time; `none` while no clock runs, and once it ended. */
export const dueStates = ["none", "ok", "at_risk", "breached"] as const;
export type DueState = (typeof dueStates)[number];

/** What can end a snooze before its time. */
export const snoozeEvents = ["callback", "credited", "refunded", "replied"] as const;
export type SnoozeEvent = (typeof snoozeEvents)[number];

export const ticketPriorities = ["urgent", "high", "normal", "low"] as const;
export type TicketPriority = (typeof ticketPriorities)[number];

/** The clocks of a ticket (`design/desk`): each runs as instances with a start, a due time and a verdict. */
export const slaMetrics = [
  "first_response",
  "next_response",
  "verification",
  "appeal_review",
  "resolution",
  // What a gateway owes to the desk, and not the desk to a customer.
  "gateway_answer",
] as const;
export type SlaMetric = (typeof slaMetrics)[number];
export const slaOutcomes = ["met", "breached", "cancelled"] as const;
export type SlaOutcome = (typeof slaOutcomes)[number];

export const messageVisibilities = ["public", "internal"] as const;
export type MessageVisibility = (typeof messageVisibilities)[number];
export const messageAuthors = ["customer", "staff", "system"] as const;
export type MessageAuthor = (typeof messageAuthors)[number];
