import { z } from "zod";
import { notFound } from "#server/core/errors.ts";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { orderTrace } from "./trace.ts";

const traceInput = z.object({ orderNo: z.string().min(1).max(128), locale: z.enum(["zh-CN", "en"]).default("zh-CN") });

export const ordersRouter = router({
  /** The whole back-office trace of an order. */
  trace: staffProcedure("trace:read")
    .input(traceInput)
    .query(async ({ ctx, input }) => {
      const trace = await orderTrace(input.orderNo, ctx.caller.clock.now(), input.locale);
      if (!trace) throw notFound("ORDER");
      return trace;
    }),
});
