import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { gatewayText, orderTimeline, proposeNext } from "./index.ts";
import { nextActionInputSchema, timelineInputSchema } from "./schemas.ts";

const textInput = z.object({ orderNo: z.string().min(1).max(128), locale: z.enum(["zh-CN", "en"]).default("zh-CN") });

export const workbenchRouter = router({
  /** Everything about an order, on one clock. */
  timeline: staffProcedure("trace:read")
    .input(timelineInputSchema)
    .query(({ ctx, input }) => orderTimeline({ ctx: ctx.caller, input })),
  /** What to say to the gateway about it. */
  text: staffProcedure("trace:read")
    .input(textInput)
    .query(({ ctx, input }) => gatewayText({ ctx: ctx.caller, input })),
  /** What to do next about a ticket. */
  nextAction: staffProcedure("trace:read")
    .input(nextActionInputSchema)
    .query(({ ctx, input }) => proposeNext({ ctx: ctx.caller, input })),
});
