import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Job } from "#server/jobs/index.ts";
import { followSightings, forgetOld } from "./follow.ts";

/** The jobs of this module, for whoever runs the job loop. */
export const riskJobs: readonly Job[] = [
  { name: "risk.sightings", everyMs: 5 * SECOND_MS, run: followSightings },
  { name: "risk.forget", everyMs: 10 * MINUTE_MS, run: forgetOld },
];
