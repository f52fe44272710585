import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { listView, listViews, readPreferences, removeView, savePreferences, saveView } from "../index.ts";
import { deskPreferencesSchema, saveViewSchema, viewListSchema } from "../schemas.ts";

const id = z.string().min(1).max(64);

export const viewsRouter = router({
  list: staffProcedure("tickets:read").query(({ ctx }) => listViews({ ctx: ctx.caller })),
  /** A page of a list, by its id or by what it shall hold. */
  tickets: staffProcedure("tickets:read")
    .input(viewListSchema)
    .query(({ ctx, input }) => listView({ ctx: ctx.caller, input })),
  save: staffProcedure("tickets:read")
    .input(saveViewSchema.extend({ id: id.optional() }))
    .mutation(({ ctx, input }) => saveView({ ctx: ctx.caller, input })),
  preferences: staffProcedure("tickets:read").query(({ ctx }) => readPreferences({ ctx: ctx.caller })),
  savePreferences: staffProcedure("tickets:read")
    .input(deskPreferencesSchema)
    .mutation(({ ctx, input }) => savePreferences({ ctx: ctx.caller, input })),
  remove: staffProcedure("tickets:read")
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => removeView({ ctx: ctx.caller, input })),
});
