import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Job } from "#server/jobs/index.ts";
import { followIncidents } from "./follow.ts";
import { lookAtMeasures } from "./look.ts";
import { proposeIncidents } from "./propose.ts";

/** The jobs of this module, for whoever runs the job loop. */
export const incidentJobs: readonly Job[] = [
  { name: "alerts.look", everyMs: 15 * SECOND_MS, run: lookAtMeasures },
  { name: "incidents.propose", everyMs: MINUTE_MS, run: proposeIncidents },
  { name: "incidents.follow", everyMs: 5 * SECOND_MS, run: followIncidents },
];
