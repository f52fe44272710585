import { MINUTE_MS } from "#server/core/clock.ts";
import type { Job } from "#server/jobs/index.ts";
import { resumeErasures } from "./erase.ts";

/** The jobs of this module, for whoever runs the job loop. */
export const customerJobs: readonly Job[] = [{ name: "customers.erase", everyMs: MINUTE_MS, run: resumeErasures }];
