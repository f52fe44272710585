import { SECOND_MS } from "#server/core/clock.ts";
import type { Job } from "#server/jobs/index.ts";
import { foldDeltas } from "./cells/fold.ts";

/** The jobs of this module, for whoever runs the job loop. */
export const metricJobs: readonly Job[] = [{ name: "metrics.fold", everyMs: 2 * SECOND_MS, run: foldDeltas }];
