import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { assignTicket, getAssignment, saveAssignment } from "./assign-ticket.ts";
import { saveSkills, saveState } from "./people.ts";
import { listShifts, planShift, removeShift } from "./plan.ts";
import {
  assignmentSettingsSchema,
  planShiftSchema,
  saveSkillsSchema,
  saveStateSchema,
  shiftListSchema,
} from "./schemas.ts";
import { listTeam } from "./team.ts";

const id = z.string().min(1).max(64);

export const shiftsRouter = router({
  list: staffProcedure("tickets:read")
    .input(shiftListSchema)
    .query(({ ctx, input }) => listShifts({ ctx: ctx.caller, input })),
  team: staffProcedure("tickets:read").query(({ ctx }) => listTeam({ ctx: ctx.caller })),
  plan: staffProcedure("desk:manage")
    .input(planShiftSchema)
    .mutation(({ ctx, input }) => planShift({ ctx: ctx.caller, input })),
  remove: staffProcedure("desk:manage")
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => removeShift({ ctx: ctx.caller, input })),
  saveSkills: staffProcedure("desk:manage")
    .input(saveSkillsSchema.extend({ personId: id }))
    .mutation(({ ctx, input }) => saveSkills({ ctx: ctx.caller, input })),
  /** Whether I take new work. */
  saveState: staffProcedure("tickets:write")
    .input(saveStateSchema)
    .mutation(({ ctx, input }) => saveState({ ctx: ctx.caller, input })),
  assignment: staffProcedure("tickets:read").query(({ ctx }) => getAssignment({ ctx: ctx.caller })),
  saveAssignment: staffProcedure("desk:manage")
    .input(assignmentSettingsSchema)
    .mutation(({ ctx, input }) => saveAssignment({ ctx: ctx.caller, input })),
  /** Gives a ticket to whoever is on shift, knows it and has the least to do. */
  assign: staffProcedure("tickets:write")
    .input(z.object({ number: z.string().min(1).max(40) }))
    .mutation(({ ctx, input }) => assignTicket({ ctx: ctx.caller, input })),
});
