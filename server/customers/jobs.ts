import { DAY_MS, HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import type { Job } from "#server/jobs/index.ts";
import { resumeErasures } from "./erase.ts";
import { forgetOld } from "./forget-old.ts";
import { sweepFiles } from "./sweep-files.ts";

/** The jobs of this module, for whoever runs the job loop. */
export const customerJobs: readonly Job[] = [
  { name: "customers.erase", everyMs: MINUTE_MS, run: resumeErasures },
  { name: "customers.forget", everyMs: HOUR_MS, run: forgetOld },
  { name: "customers.sweep-files", everyMs: DAY_MS, leaseMs: HOUR_MS, run: sweepFiles },
];
