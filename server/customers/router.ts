import { router, staffProcedure } from "#server/trpc/init.ts";
import { eraseCustomer, getRetention, listErasures, listReveals, revealField, saveRetention } from "./index.ts";
import { eraseCustomerSchema, revealListSchema, revealSchema, saveRetentionSchema } from "./schemas.ts";

export const customersRouter = router({
  /** Shows one contact in plain; a mutation, for it is written down. */
  reveal: staffProcedure("pii:reveal")
    .input(revealSchema)
    .mutation(({ ctx, input }) => revealField({ ctx: ctx.caller, input })),
  reveals: staffProcedure("reveals:read")
    .input(revealListSchema)
    .query(({ ctx, input }) => listReveals({ ctx: ctx.caller, input })),
  retention: staffProcedure("admin").query(({ ctx }) => getRetention({ ctx: ctx.caller })),
  saveRetention: staffProcedure("admin")
    .input(saveRetentionSchema)
    .mutation(({ ctx, input }) => saveRetention({ ctx: ctx.caller, input })),
  erasures: staffProcedure("customers:erase").query(({ ctx }) => listErasures({ ctx: ctx.caller })),
  erase: staffProcedure("customers:erase")
    .input(eraseCustomerSchema)
    .mutation(({ ctx, input }) => eraseCustomer({ ctx: ctx.caller, input })),
});
