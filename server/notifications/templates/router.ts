import { router, staffProcedure } from "#server/trpc/init.ts";
import { saveTemplateSchema, templateIdSchema } from "./schemas.ts";
import { listTemplates, previewTemplate, resetTemplate, saveTemplate } from "./templates.ts";

const procedure = staffProcedure("desk:manage");

export const templatesRouter = router({
  list: procedure.query(({ ctx }) => listTemplates({ ctx: ctx.caller })),
  preview: procedure.input(saveTemplateSchema).query(({ ctx, input }) => previewTemplate({ ctx: ctx.caller, input })),
  save: procedure.input(saveTemplateSchema).mutation(({ ctx, input }) => saveTemplate({ ctx: ctx.caller, input })),
  reset: procedure.input(templateIdSchema).mutation(({ ctx, input }) => resetTemplate({ ctx: ctx.caller, input })),
});
