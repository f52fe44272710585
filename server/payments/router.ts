import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { callbacksOfOrder, getCallback, listCallbacks, relayCallback, replayCallback } from "./index.ts";
import { callbackListSchema } from "./schemas.ts";

const byId = z.object({ id: z.string().min(1).max(64) });

export const paymentsRouter = router({
  callbacks: staffProcedure("trace:read")
    .input(callbackListSchema)
    .query(({ ctx, input }) => listCallbacks({ ctx: ctx.caller, input })),
  callback: staffProcedure("trace:read")
    .input(byId)
    .query(({ ctx, input }) => getCallback({ ctx: ctx.caller, input })),
  /** What came of gateways about an order, for its trace. */
  callbacksOfOrder: staffProcedure("trace:read")
    .input(z.object({ orderNo: z.string().min(1).max(128) }))
    .query(({ ctx, input }) => callbacksOfOrder({ ctx: ctx.caller, input })),
  replay: staffProcedure("topups:approve")
    .input(byId)
    .mutation(({ ctx, input }) => replayCallback({ ctx: ctx.caller, input })),
  relay: staffProcedure("topups:approve")
    .input(byId)
    .mutation(({ ctx, input }) => relayCallback({ ctx: ctx.caller, input })),
});
