import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { addRobot, changeRobot, listRobots, removeRobot, testRobot } from "./robots.ts";
import { changeRobotSchema, saveRobotSchema } from "./schemas.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const procedure = staffProcedure("webhooks:write");

export const robotsRouter = router({
  list: procedure.query(({ ctx }) => listRobots({ ctx: ctx.caller })),
  add: procedure.input(saveRobotSchema).mutation(({ ctx, input }) => addRobot({ ctx: ctx.caller, input })),
  change: procedure.input(changeRobotSchema).mutation(({ ctx, input }) => changeRobot({ ctx: ctx.caller, input })),
  remove: procedure.input(byId).mutation(({ ctx, input }) => removeRobot({ ctx: ctx.caller, input })),
  test: procedure.input(byId).mutation(({ ctx, input }) => testRobot({ ctx: ctx.caller, input })),
});
