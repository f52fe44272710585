import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { getBulk, listBulk, startBulk, undoBulk } from "../index.ts";
import { startBulkSchema } from "../schemas.ts";

const byId = z.object({ id: z.string().min(1).max(64) });

export const bulkRouter = router({
  start: staffProcedure("tickets:write")
    .input(startBulkSchema)
    .mutation(({ ctx, input }) => startBulk({ ctx: ctx.caller, input })),
  list: staffProcedure("tickets:read").query(({ ctx }) => listBulk({ ctx: ctx.caller })),
  get: staffProcedure("tickets:read")
    .input(byId)
    .query(({ ctx, input }) => getBulk({ ctx: ctx.caller, input })),
  undo: staffProcedure("tickets:write")
    .input(byId)
    .mutation(({ ctx, input }) => undoBulk({ ctx: ctx.caller, input })),
});
