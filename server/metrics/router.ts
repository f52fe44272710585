import { router, staffProcedure } from "#server/trpc/init.ts";
import { boardInputSchema, metricsBoard } from "./boards/board.ts";
import { checklistReport, checklistRuns } from "./checklist/report.ts";
import { checklistRunsInputSchema } from "./checklist/schemas.ts";
import { forecastTickets } from "./forecast/forecast-tickets.ts";
import { staffingSchema } from "./forecast/schemas.ts";
import { managerOverview } from "./manager-overview.ts";
import { metricsSeries } from "./metrics-series.ts";
import { listRecords } from "./records/list.ts";
import { recordsInputSchema, seriesInputSchema, slicedRangeSchema } from "./schemas.ts";

export const metricsRouter = router({
  /** The manager's page for a time, beside the time before it. */
  overview: staffProcedure("metrics:read")
    .input(slicedRangeSchema)
    .query(({ ctx, input }) => managerOverview({ ctx: ctx.caller, input })),
  /** The same by cause, channel, day, agent or queue. */
  series: staffProcedure("metrics:read")
    .input(seriesInputSchema)
    .query(({ ctx, input }) => metricsSeries({ ctx: ctx.caller, input })),
  /** One of the dashboards. */
  board: staffProcedure("metrics:read")
    .input(boardInputSchema)
    .query(({ ctx, input }) => metricsBoard({ ctx: ctx.caller, input })),
  /** What the next days bring by the hour, and how many people it takes. */
  forecast: staffProcedure("metrics:read")
    .input(staffingSchema)
    .query(({ ctx, input }) => forecastTickets({ ctx: ctx.caller, input })),
  /** What stands behind numbers that count no tickets. */
  records: staffProcedure("metrics:read")
    .input(recordsInputSchema)
    .query(({ ctx, input }) => listRecords({ ctx: ctx.caller, input })),
  /** How much the checklist solves by itself, and how often it names the cause that agents find. */
  checklist: staffProcedure("metrics:read")
    .input(slicedRangeSchema)
    .query(({ ctx, input }) => checklistReport({ ctx: ctx.caller, input })),
  /** The runs behind a number of it. */
  checklistRuns: staffProcedure("metrics:read")
    .input(checklistRunsInputSchema)
    .query(({ ctx, input }) => checklistRuns({ ctx: ctx.caller, input })),
});
