import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { managerOverview } from "./index.ts";

const instant = z.iso.datetime({ offset: true });

export const metricsRouter = router({
  /** The manager's page for a time, beside the time before it. */
  overview: staffProcedure("metrics:read")
    .input(z.object({ from: instant, to: instant }))
    .query(({ ctx, input }) => managerOverview({ ctx: ctx.caller, input })),
});
