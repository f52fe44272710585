import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Job } from "#server/jobs/index.ts";
import { askDuePayments } from "./ask-due.ts";
import { judgePending } from "./judge-pending.ts";
import { relayDue } from "./relay/send.ts";
import { watchOrders } from "./watch-orders.ts";

/** The jobs of this module, for whoever runs the job loop. */
export const paymentJobs: readonly Job[] = [
  { name: "payments.watch", everyMs: 2 * SECOND_MS, run: watchOrders },
  { name: "payments.ask", everyMs: 2 * SECOND_MS, run: askDuePayments },
  { name: "payments.relay", everyMs: 2 * SECOND_MS, run: relayDue },
  { name: "payments.judge_pending", everyMs: MINUTE_MS, run: judgePending },
];
