import { router, staffProcedure } from "#server/trpc/init.ts";
import { saveTemplateSchema, templateIdSchema } from "./schemas.ts";
import { listTemplates, previewTemplate, resetTemplate, saveTemplate } from "./templates.ts";

const procedure = staffProcedure("desk:manage");

export const templatesRouter = router({
  // The desk's own texts go back as they were written, its own telephone number included.
  list: staffProcedure("signed-in").query(({ ctx }) => listTemplates({ ctx: ctx.caller })),
  preview: staffProcedure("signed-in")
    .input(saveTemplateSchema)
    .query(({ ctx, input }) => previewTemplate({ ctx: ctx.caller, input })),
  save: procedure.input(saveTemplateSchema).mutation(({ ctx, input }) => saveTemplate({ ctx: ctx.caller, input })),
  reset: procedure.input(templateIdSchema).mutation(({ ctx, input }) => resetTemplate({ ctx: ctx.caller, input })),
});
