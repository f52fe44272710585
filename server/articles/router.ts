import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { articleInFull, listArticles, manageArticles, saveArticle, showArticle } from "./index.ts";
import { articleListSchema, saveArticleSchema, showArticleSchema, slugSchema } from "./schemas.ts";

const slug = z.strictObject({ slug: slugSchema });

const locale = z.enum(["zh-CN", "en"]).default("zh-CN");

export const articlesRouter = router({
  /** Those that are shown and hold the words, for whoever works with tickets. */
  find: staffProcedure("tickets:read")
    .input(articleListSchema.extend({ locale }))
    .query(({ input: { locale, ...input } }) => listArticles({ input, locale })),
  /** Every article, shown or not. */
  list: staffProcedure("articles:write")
    .input(z.strictObject({ locale }))
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
