import { router, staffProcedure } from "#server/trpc/init.ts";
import { listReveals, revealField } from "./index.ts";
import { revealListSchema, revealSchema } from "./schemas.ts";

export const customersRouter = router({
  /** Shows one contact in plain; a mutation, for it is written down. */
  reveal: staffProcedure("pii:reveal")
    .input(revealSchema)
    .mutation(({ ctx, input }) => revealField({ ctx: ctx.caller, input })),
  reveals: staffProcedure("reveals:read")
    .input(revealListSchema)
    .query(({ ctx, input }) => listReveals({ ctx: ctx.caller, input })),
});
