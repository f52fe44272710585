import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { dryRunRule, getRule, listRules, removeRule, saveRule } from "./index.ts";
import { dryRunSchema, saveRuleSchema } from "./schemas.ts";

const one = z.strictObject({ id: z.string().min(1).max(64) });

export const automationRouter = router({
  list: staffProcedure("metrics:read").query(({ ctx }) => listRules({ ctx: ctx.caller })),
  get: staffProcedure("metrics:read")
    .input(one)
    .query(({ ctx, input }) => getRule({ ctx: ctx.caller, input })),
  save: staffProcedure("automation:write")
    .input(saveRuleSchema.extend(one.partial().shape))
    .mutation(({ ctx, input }) => saveRule({ ctx: ctx.caller, input })),
  remove: staffProcedure("automation:write")
    .input(one)
    .mutation(({ ctx, input }) => removeRule({ ctx: ctx.caller, input })),
  /** What a rule would have done; it changes nothing. */
  dryRun: staffProcedure("automation:write")
    .input(dryRunSchema)
    .query(({ ctx, input }) => dryRunRule({ ctx: ctx.caller, input })),
});
