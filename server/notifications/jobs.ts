import { SECOND_MS } from "#server/core/clock.ts";
import type { Job } from "#server/jobs/index.ts";
import { deliverInbox } from "./consume.ts";
import { sendDue } from "./send.ts";
import { lookAtOrders, watchOrders } from "./watch.ts";

/** The jobs of this module, for whoever runs the job loop. */
export const notificationJobs: readonly Job[] = [
  { name: "notifications.orders", everyMs: 2 * SECOND_MS, run: watchOrders },
  { name: "notifications.looks", everyMs: 2 * SECOND_MS, run: lookAtOrders },
  { name: "notifications.inbox", everyMs: 2 * SECOND_MS, run: (ctx) => deliverInbox(ctx.clock) },
  { name: "notifications.send", everyMs: 2 * SECOND_MS, run: sendDue },
];
