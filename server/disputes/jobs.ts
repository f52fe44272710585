import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Job } from "#server/jobs/index.ts";
import { followTickets, runCaseClocks } from "./clocks.ts";
import { joinComplaints } from "./join-complaints.ts";
import { fetchComplaints, pollComplaints } from "./poll-complaints.ts";

/** The jobs of this module, for whoever runs the job loop. */
export const disputeJobs: readonly Job[] = [
  { name: "disputes.escalate", everyMs: 30 * SECOND_MS, run: runCaseClocks },
  { name: "disputes.tickets", everyMs: 3 * SECOND_MS, run: followTickets },
  {
    name: "disputes.complaints",
    everyMs: 15 * SECOND_MS,
    async run(ctx) {
      await fetchComplaints(ctx);
      await joinComplaints(ctx);
    },
  },
  { name: "disputes.complaint_lists", everyMs: 5 * MINUTE_MS, run: pollComplaints },
];
