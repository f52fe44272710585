import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import {
  addWebhook,
  changeWebhook,
  listWebhookDeliveries,
  listWebhooks,
  removeWebhook,
  resendWebhook,
  rotateWebhook,
  testWebhook,
} from "./index.ts";
import { changeWebhookSchema, saveWebhookSchema, webhookDeliveryListSchema } from "./schemas.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const procedure = staffProcedure("webhooks:write");

export const webhooksRouter = router({
  list: procedure.query(({ ctx }) => listWebhooks({ ctx: ctx.caller })),
  add: procedure.input(saveWebhookSchema).mutation(({ ctx, input }) => addWebhook({ ctx: ctx.caller, input })),
  change: procedure.input(changeWebhookSchema).mutation(({ ctx, input }) => changeWebhook({ ctx: ctx.caller, input })),
  rotate: procedure.input(byId).mutation(({ ctx, input }) => rotateWebhook({ ctx: ctx.caller, input })),
  remove: procedure.input(byId).mutation(({ ctx, input }) => removeWebhook({ ctx: ctx.caller, input })),
  test: procedure.input(byId).mutation(({ ctx, input }) => testWebhook({ ctx: ctx.caller, input })),
  deliveries: procedure
    .input(webhookDeliveryListSchema)
    .query(({ ctx, input }) => listWebhookDeliveries({ ctx: ctx.caller, input })),
  resend: procedure.input(byId).mutation(({ ctx, input }) => resendWebhook({ ctx: ctx.caller, input })),
});
