import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { correctProfile, withdrawCorrection } from "./corrections.ts";
import { customerRisk } from "./customer-risk.ts";
import { decideRules, listRuleSets, proposeRules, tryRules } from "./rule-sets.ts";
import { correctProfileSchema, decideRulesSchema, proposeRulesSchema, ruleSetSchema } from "./schemas.ts";

const customerId = z.string().trim().min(1).max(128);

export const riskRouter = router({
  /** Versions of the rules, newest first. */
  rules: staffProcedure("channels:write").query(({ ctx }) => listRuleSets({ ctx: ctx.caller })),
  /** What rules would have done to the last 30 days; writes nothing. */
  tryRules: staffProcedure("channels:write")
    .input(z.object({ rules: ruleSetSchema }))
    .mutation(({ ctx, input }) => tryRules({ ctx: ctx.caller, input })),
  proposeRules: staffProcedure("channels:write")
    .input(proposeRulesSchema)
    .mutation(({ ctx, input }) => proposeRules({ ctx: ctx.caller, input })),
  /** Confirming is for somebody else than who proposed: the verb checks it. */
  decideRules: staffProcedure("channels:write")
    .input(decideRulesSchema)
    .mutation(({ ctx, input }) => decideRules({ ctx: ctx.caller, input })),
  customer: staffProcedure("trace:read")
    .input(z.object({ customerId, amountFen: z.number().int().min(1).max(1_000_000_000).optional() }))
    .query(({ ctx, input }) => customerRisk({ ctx: ctx.caller, input })),
  correct: staffProcedure("channels:write")
    .input(correctProfileSchema)
    .mutation(({ ctx, input }) => correctProfile({ ctx: ctx.caller, input })),
  withdraw: staffProcedure("channels:write")
    .input(z.object({ id: z.string().min(1).max(64) }))
    .mutation(({ ctx, input }) => withdrawCorrection({ ctx: ctx.caller, input })),
});
