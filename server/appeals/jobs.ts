import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Job } from "#server/jobs/index.ts";
import { retireIdentity } from "./identity.ts";
import { closeSettled, followAppeals, followTickets } from "./watch.ts";

/** The jobs of this module, for whoever runs the job loop. */
export const appealJobs: readonly Job[] = [
  { name: "appeals.tickets", everyMs: 3 * SECOND_MS, run: followTickets },
  { name: "appeals.follow", everyMs: 10 * SECOND_MS, run: followAppeals },
  { name: "appeals.settled", everyMs: 30 * SECOND_MS, run: closeSettled },
  { name: "appeals.identity", everyMs: 10 * MINUTE_MS, run: retireIdentity },
];
