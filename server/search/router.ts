import { router, staffProcedure } from "#server/trpc/init.ts";
import { searchTickets } from "./index.ts";
import { searchSchema } from "./schemas.ts";

export const searchRouter = router({
  tickets: staffProcedure("tickets:read")
    .input(searchSchema)
    .query(({ ctx, input }) => searchTickets({ ctx: ctx.caller, input })),
});
