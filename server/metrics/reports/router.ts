import { router, staffProcedure } from "#server/trpc/init.ts";
import { removeReport } from "./remove-report.ts";
import { saveReport } from "./save-report.ts";
import { listReports, reportPeople } from "./schedules.ts";
import { reportIdSchema, saveReportSchema } from "./schemas.ts";

/** Reports that are mailed by themselves. */
export const reportsRouter = router({
  list: staffProcedure("metrics:read").query(({ ctx }) => listReports({ ctx: ctx.caller })),
  people: staffProcedure("metrics:read").query(({ ctx }) => reportPeople({ ctx: ctx.caller })),
  save: staffProcedure("desk:manage")
    .input(saveReportSchema)
    .mutation(({ ctx, input }) => saveReport({ ctx: ctx.caller, input })),
  remove: staffProcedure("desk:manage")
    .input(reportIdSchema)
    .mutation(({ ctx, input }) => removeReport({ ctx: ctx.caller, input })),
});
