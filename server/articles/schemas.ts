import { z } from "zod";

export const slugSchema = z
  .string()
  .min(2)
  .max(60)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);

const title = z.string().trim().min(1).max(80);
const body = z.string().trim().min(1).max(10_000);

/** `pack`: the words of the running checklist. `own`: somebody wrote them. `hidden`: a version is there and none is shown. */
export const articleStates = ["pack", "own", "hidden"] as const;

export const articleSchema = z.object({
  slug: z.string(),
  causeCode: z.string().nullable(),
  title: z.string(),
  /** A first sentence, for lists. */
  summary: z.string(),
  /** Plain text: paragraphs parted by empty lines, `## ` for a heading, `- ` for a point. */
  body: z.string(),
  updatedAt: z.string().nullable(),
});
export type Article = z.output<typeof articleSchema>;

export const articleListSchema = z.strictObject({
  q: z.string().trim().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ArticleListInput = z.input<typeof articleListSchema>;

export const articleHitsSchema = z.object({ items: z.array(articleSchema.omit({ body: true })) });

const textSchema = z.strictObject({ "zh-CN": z.strictObject({ title, body }), en: z.strictObject({ title, body }) });
export type ArticleText = z.output<typeof textSchema>;

export const saveArticleSchema = z.strictObject({
  text: textSchema,
  /** Why it was changed, for colleagues. */
  note: z.string().trim().max(300).optional(),
  position: z.number().int().min(0).max(1_000).optional(),
  /** Shows it at once; otherwise what is shown stays. */
  publish: z.boolean().default(false),
  /** The version that the change is based on; 0 where nobody wrote any yet. */
  version: z.number().int().min(0),
});
export type SaveArticleInput = z.input<typeof saveArticleSchema>;

/** Which version is shown: an older one again, or none (then the pack's words, where there are some). */
export const showArticleSchema = z.strictObject({ shown: z.number().int().min(1).nullable() });

const versionSchema = z.object({
  version: z.number().int(),
  text: textSchema,
  note: z.string().nullable(),
  by: z.string(),
  at: z.string(),
});

export const articleInFullSchema = z.object({
  slug: z.string(),
  causeCode: z.string().nullable(),
  state: z.enum(articleStates),
  version: z.number().int(),
  shownVersion: z.number().int().nullable(),
  position: z.number().int(),
  /** The pack's own words for the cause; null for an article of no cause. */
  pack: textSchema.nullable(),
  /** The pack says something else than it did when this was last written. */
  packChanged: z.boolean(),
  /** The newest first. */
  versions: z.array(versionSchema),
});
export type ArticleInFull = z.output<typeof articleInFullSchema>;

export const managedSchema = z.object({
  items: z.array(
    z.object({
      ...{ slug: z.string(), causeCode: z.string().nullable(), title: z.string(), state: z.enum(articleStates) },
      ...{ version: z.number().int(), shownVersion: z.number().int().nullable(), packChanged: z.boolean() },
      updatedAt: z.string().nullable(),
    }),
  ),
});
