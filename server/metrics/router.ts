import { router, staffProcedure } from "#server/trpc/init.ts";
import { managerOverview } from "./manager-overview.ts";
import { metricsRangeSchema } from "./schemas.ts";

export const metricsRouter = router({
  /** The manager's page for a time, beside the time before it. */
  overview: staffProcedure("metrics:read")
    .input(metricsRangeSchema)
    .query(({ ctx, input }) => managerOverview({ ctx: ctx.caller, input })),
});
