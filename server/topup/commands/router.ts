import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { getCommand, listCommands } from "./read.ts";
import { retryCommand } from "./retry.ts";
import { commandFilters, settlementAnswerSchema, settlementSchema } from "./schemas.ts";
import { answerSettlement, proposeSettlement } from "./settle.ts";

const id = z.string().min(1).max(64);

export const commandsRouter = router({
  /** Commands to the platform, newest first. */
  list: staffProcedure("trace:read")
    .input(
      z.object({
        state: z.enum(commandFilters).optional(),
        orderNo: z.string().min(1).max(128).optional(),
        limit: z.number().int().min(1).max(100).default(50),
        cursor: z.string().max(200).optional(),
      }),
    )
    .query(({ ctx, input }) => listCommands({ ctx: ctx.caller, input })),
  /** One command, with what was sent and every attempt. */
  get: staffProcedure("trace:read")
    .input(z.object({ id }))
    .query(({ ctx, input }) => getCommand({ ctx: ctx.caller, input })),
  /** Asks the platform about it now. */
  retry: staffProcedure("topups:approve")
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => retryCommand({ ctx: ctx.caller, input })),
  propose: staffProcedure("topups:request")
    .input(settlementSchema.extend({ id }))
    .mutation(({ ctx, input }) => proposeSettlement({ ctx: ctx.caller, input })),
  /** Those who may only ask for top-ups may take back what they proposed; the verb checks the rest. */
  answer: staffProcedure("topups:request")
    .input(settlementAnswerSchema.extend({ id }))
    .mutation(({ ctx, input }) => answerSettlement({ ctx: ctx.caller, input })),
});
