import { z } from "zod";
import { articleInFull, getArticle, listArticles, saveArticle, showArticle } from "#server/articles/index.ts";
import {
  articleHitsSchema,
  articleInFullSchema,
  articleListSchema,
  articleSchema,
  saveArticleSchema,
  showArticleSchema,
} from "#server/articles/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

/** What a slug may be is the verb's to say; of any other there is no article. */
const params = z.object({ slug: z.string().min(1).max(60) });
const savedSchema = z.object({
  ...{ slug: z.string(), version: z.number().int(), shownVersion: z.number().int().nullable() },
});

export const articleEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/articles",
    operationId: "listArticles",
    tag: "Articles",
    access: "public",
    summary: "Help articles, all or by words",
    description:
      "Every cause has one: what people wrote, or else the running checklist's own words. With `q`, those that hold all its words in either language, those with the words in their title first.",
    query: articleListSchema,
    answers: { 200: { description: "The articles that are shown.", schema: articleHitsSchema } },
    async run({ query, locale }) {
      return { status: 200, body: await listArticles({ input: query, locale }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/articles/{slug}",
    operationId: "getArticle",
    tag: "Articles",
    access: "public",
    summary: "One help article",
    params,
    answers: { 200: { description: "The article.", schema: articleSchema } },
    problems: { 404: ["ARTICLE_NOT_FOUND"] },
    async run({ params: input, locale }) {
      return { status: 200, body: await getArticle({ input, locale }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/articles/{slug}/versions",
    operationId: "getArticleVersions",
    tag: "Articles",
    access: ["articles:write"],
    summary: "An article with all its versions",
    description: "Also whether the checklist's own words for its cause changed since it was last written.",
    params,
    answers: { 200: { description: "The article in full.", schema: articleInFullSchema } },
    problems: { 404: ["ARTICLE_NOT_FOUND"] },
    async run({ ctx, params: input }) {
      return { status: 200, body: await articleInFull({ ctx, input }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/articles/{slug}",
    operationId: "saveArticle",
    tag: "Articles",
    access: ["articles:write"],
    summary: "Write a version of an article",
    description:
      "The slug of a cause's article is its code in small letters with hyphens; any other slug makes an article of its own. A text that would have somebody pay again who may have paid already is refused.",
    params,
    body: saveArticleSchema,
    answers: { 200: { description: "Its version, and the one that is shown.", schema: savedSchema } },
    problems: { 409: ["VERSION_CONFLICT"], 422: ["ARTICLE_UNSAFE", "TOO_MANY_ARTICLES"] },
    async run({ ctx, params: { slug }, body }) {
      return { status: 200, body: await saveArticle({ ctx, input: { ...body, slug } }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/articles/{slug}/shown",
    operationId: "showArticle",
    tag: "Articles",
    access: ["articles:write"],
    summary: "Show another version of an article, or none",
    params,
    body: showArticleSchema,
    answers: { 200: { description: "Its version, and the one that is shown.", schema: savedSchema } },
    problems: { 404: ["ARTICLE_NOT_FOUND"], 422: ["VERSION_UNKNOWN"] },
    async run({ ctx, params: { slug }, body }) {
      return { status: 200, body: await showArticle({ ctx, input: { slug, ...body } }) };
    },
  }),
];
