import { SECOND_MS } from "#server/core/clock.ts";
import type { Job } from "#server/jobs/index.ts";
import { followOrders } from "./follow-orders.ts";
import { lookAtChannels } from "./look.ts";
import { LOOK_MS } from "./rules.ts";

/** The jobs of this module, for whoever runs the job loop. */
export const channelJobs: readonly Job[] = [
  { name: "channels.samples", everyMs: 5 * SECOND_MS, run: followOrders },
  { name: "channels.look", everyMs: LOOK_MS, run: lookAtChannels },
];
