import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Job } from "#server/jobs/index.ts";
import { foldDeltas } from "./cells/fold.ts";
import { planReports } from "./reports/plan-reports.ts";
import { type SendMail, sendReports } from "./reports/send-reports.ts";

/**
 * The jobs of this module, for whoever runs the job loop.
 * @param sendMail how a report leaves; mails are another module's
 */
export const metricJobs = (sendMail: SendMail): readonly Job[] => [
  { name: "metrics.fold", everyMs: 2 * SECOND_MS, run: foldDeltas },
  { name: "reports.plan", everyMs: MINUTE_MS, run: planReports },
  { name: "reports.send", everyMs: 10 * SECOND_MS, run: (ctx) => sendReports(ctx, sendMail) },
];
