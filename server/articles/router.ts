import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { articleInFull, manageArticles, saveArticle, showArticle } from "./index.ts";
import { saveArticleSchema, showArticleSchema, slugSchema } from "./schemas.ts";

const slug = z.strictObject({ slug: slugSchema });

export const articlesRouter = router({
  /** Every article, shown or not. */
  list: staffProcedure("articles:write")
    .input(z.strictObject({ locale: z.enum(["zh-CN", "en"]).default("zh-CN") }))
    .query(({ ctx, input }) => manageArticles({ ctx: ctx.caller, locale: input.locale })),
  get: staffProcedure("articles:write")
    .input(slug)
    .query(({ ctx, input }) => articleInFull({ ctx: ctx.caller, input })),
  save: staffProcedure("articles:write")
    .input(saveArticleSchema.extend(slug.shape))
    .mutation(({ ctx, input }) => saveArticle({ ctx: ctx.caller, input })),
  show: staffProcedure("articles:write")
    .input(showArticleSchema.extend(slug.shape))
    .mutation(({ ctx, input }) => showArticle({ ctx: ctx.caller, input })),
});
