import { router, staffProcedure } from "#server/trpc/init.ts";
import { checklistReport, checklistRuns } from "./checklist/report.ts";
import { checklistRunsInputSchema } from "./checklist/schemas.ts";
import { managerOverview } from "./manager-overview.ts";
import { metricsRangeSchema } from "./schemas.ts";

export const metricsRouter = router({
  /** The manager's page for a time, beside the time before it. */
  overview: staffProcedure("metrics:read")
    .input(metricsRangeSchema)
    .query(({ ctx, input }) => managerOverview({ ctx: ctx.caller, input })),
  /** How much the checklist solves by itself, and how often it names the cause that agents find. */
  checklist: staffProcedure("metrics:read")
    .input(metricsRangeSchema)
    .query(({ ctx, input }) => checklistReport({ ctx: ctx.caller, input })),
  /** The runs behind a number of it. */
  checklistRuns: staffProcedure("metrics:read")
    .input(checklistRunsInputSchema)
    .query(({ ctx, input }) => checklistRuns({ ctx: ctx.caller, input })),
});
