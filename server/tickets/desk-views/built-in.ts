import type { ticketQueues } from "../schemas.ts";
import { ME, NOBODY, type ViewFilter } from "./schemas.ts";

/**
 * The lists that every desk has. Promises do not sleep: tickets set aside leave the lists of work and stay in those of due times.
 */
export const builtInViews: Record<(typeof ticketQueues)[number], ViewFilter> = {
  open: { open: true, asleep: false },
  mine: { open: true, asleep: false, assignee: [ME] },
  unassigned: { open: true, asleep: false, assignee: [NOBODY] },
  at_risk: { open: true, due: ["at_risk"] },
  breached: { open: true, due: ["breached"] },
  charged_not_credited: { open: true, stuck: true },
  waiting: { status: ["waiting_customer", "waiting_upstream"] },
  resolved: { open: false },
  all: {},
};
