import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { acceptWeights, confusionTable, confusionTickets, unknownCases, weightProposal } from "./index.ts";
import { acceptSchema, cellSchema, periodSchema, triageInputSchema } from "./schemas.ts";

export const tuningRouter = router({
  confusion: staffProcedure("tickets:read")
    .input(periodSchema)
    .query(({ ctx, input }) => confusionTable({ ctx: ctx.caller, input })),
  cell: staffProcedure("tickets:read")
    .input(cellSchema)
    .query(({ ctx, input }) => confusionTickets({ ctx: ctx.caller, input })),
  unknown: staffProcedure("tickets:read")
    .input(triageInputSchema)
    .query(({ ctx, input }) => unknownCases({ ctx: ctx.caller, input })),
  /** A mutation, though nothing is kept: it works for a second or two and is asked for by a press. */
  weights: staffProcedure("packs:write")
    .input(periodSchema)
    .mutation(({ ctx, input }) => weightProposal({ ctx: ctx.caller, input })),
  accept: staffProcedure("packs:write")
    .input(acceptSchema.extend({ note: z.string().trim().max(2_000) }))
    .mutation(({ ctx, input }) => acceptWeights({ ctx: ctx.caller, input })),
});
