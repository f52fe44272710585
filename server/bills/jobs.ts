import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Job } from "#server/jobs/index.ts";
import { forgetLines } from "./forget-lines.ts";
import { planBills } from "./plan.ts";
import { runDueBills } from "./run.ts";
import { settleBillItems } from "./settle.ts";

/** The jobs of this module, for whoever runs the job loop. */
export const billJobs: readonly Job[] = [
  { name: "bills.plan", everyMs: 5 * MINUTE_MS, run: planBills },
  { name: "bills.run", everyMs: 3 * SECOND_MS, run: (ctx) => runDueBills(ctx) },
  { name: "bills.settle", everyMs: MINUTE_MS, run: settleBillItems },
  { name: "bills.forget_lines", everyMs: HOUR_MS, run: forgetLines },
];
