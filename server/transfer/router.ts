import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { cancelImport, commitImport, getTransfer, listTransfers, startExport } from "./index.ts";
import { startExportSchema } from "./schemas.ts";

const one = z.strictObject({ id: z.string().min(1).max(64) });

export const transferRouter = router({
  list: staffProcedure("imports:write").query(({ ctx }) => listTransfers({ ctx: ctx.caller })),
  get: staffProcedure("imports:write")
    .input(one)
    .query(({ ctx, input }) => getTransfer({ ctx: ctx.caller, input })),
  commit: staffProcedure("imports:write")
    .input(one)
    .mutation(({ ctx, input }) => commitImport({ ctx: ctx.caller, input })),
  cancel: staffProcedure("imports:write")
    .input(one)
    .mutation(({ ctx, input }) => cancelImport({ ctx: ctx.caller, input })),
  export: staffProcedure("exports:read")
    .input(startExportSchema)
    .mutation(({ ctx, input }) => startExport({ ctx: ctx.caller, input })),
});
