import { SECOND_MS } from "#server/core/clock.ts";
import type { Job } from "#server/jobs/index.ts";
import { deliverInbox } from "./consume.ts";
import { sendDue } from "./send.ts";
import { sendStaff, tellStaff } from "./staff/index.ts";
import { lookAtOrders, watchOrders } from "./watch.ts";
import { planWebhooks, sendWebhooks } from "./webhooks/index.ts";

/** The jobs of this module, for whoever runs the job loop. */
export const notificationJobs: readonly Job[] = [
  { name: "notifications.orders", everyMs: 2 * SECOND_MS, run: watchOrders },
  { name: "notifications.looks", everyMs: 2 * SECOND_MS, run: lookAtOrders },
  { name: "notifications.inbox", everyMs: 2 * SECOND_MS, run: (ctx) => deliverInbox(ctx.clock) },
  { name: "notifications.send", everyMs: 2 * SECOND_MS, run: sendDue },
  { name: "staff.notices", everyMs: 2 * SECOND_MS, run: (ctx) => tellStaff(ctx.clock) },
  { name: "staff.send", everyMs: 2 * SECOND_MS, run: sendStaff },
  { name: "webhooks.plan", everyMs: 2 * SECOND_MS, run: (ctx) => planWebhooks(ctx.clock) },
  { name: "webhooks.send", everyMs: 2 * SECOND_MS, run: sendWebhooks },
];
