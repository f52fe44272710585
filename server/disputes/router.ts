import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { answerCase, closeCase, fileCase, listCases, listComplaints } from "./index.ts";
import { answerCaseSchema, caseListSchema, closeCaseSchema, complaintListSchema, fileCaseSchema } from "./schemas.ts";

const id = z.string().min(1).max(64);
const number = z.string().min(1).max(40);

export const disputesRouter = router({
  cases: staffProcedure("tickets:read")
    .input(caseListSchema)
    .query(({ ctx, input }) => listCases({ ctx: ctx.caller, input })),
  complaints: staffProcedure("tickets:read")
    .input(complaintListSchema)
    .query(({ ctx, input }) => listComplaints({ ctx: ctx.caller, input })),
  file: staffProcedure("tickets:write")
    .input(fileCaseSchema.extend({ number }))
    .mutation(({ ctx, input }) => fileCase({ ctx: ctx.caller, input })),
  answer: staffProcedure("tickets:write")
    .input(answerCaseSchema.extend({ id }))
    .mutation(({ ctx, input }) => answerCase({ ctx: ctx.caller, input })),
  close: staffProcedure("tickets:write")
    .input(closeCaseSchema.extend({ id }))
    .mutation(({ ctx, input }) => closeCase({ ctx: ctx.caller, input })),
});
