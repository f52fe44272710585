import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { billBoard, getBill } from "./queries.ts";
import { retryBill } from "./retry-bill.ts";
import { billBoardSchema } from "./schemas.ts";

const byId = z.object({ id: z.string().min(1).max(64) });

export const billsRouter = router({
  /** Some days of bills beside the channels that should have them. */
  board: staffProcedure("metrics:read")
    .input(billBoardSchema)
    .query(({ ctx, input }) => billBoard({ ctx: ctx.caller, input })),
  get: staffProcedure("metrics:read")
    .input(byId)
    .query(({ ctx, input }) => getBill({ ctx: ctx.caller, input })),
  retry: staffProcedure("channels:write")
    .input(byId)
    .mutation(({ ctx, input }) => retryBill({ ctx: ctx.caller, input })),
});
