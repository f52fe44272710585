import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { listDeliveries, resendDelivery } from "./deliveries.ts";
import { deliveryListSchema } from "./schemas.ts";

export { robotsRouter } from "./robots/router.ts";
export { staffNoticesRouter } from "./staff/router.ts";
export { templatesRouter } from "./templates/router.ts";
export { webhooksRouter } from "./webhooks/router.ts";

export const noticesRouter = router({
  list: staffProcedure("tickets:read")
    .input(deliveryListSchema)
    .query(({ ctx, input }) => listDeliveries({ ctx: ctx.caller, input })),
  resend: staffProcedure("tickets:write")
    .input(z.object({ id: z.string().min(1).max(64) }))
    .mutation(({ ctx, input }) => resendDelivery({ ctx: ctx.caller, input })),
});
