import { z } from "zod";
import { noticeLocales, staffNoticeKinds } from "../staff/schemas.ts";
import { noticeKinds } from "../vocabulary.ts";

/** Every notice whose words the shop may replace: `staff:` ones go to the staff, all others to customers. */
export const templateKinds = [...noticeKinds, ...staffNoticeKinds.map((kind) => `staff:${kind}` as const)] as const;
export type TemplateKind = (typeof templateKinds)[number];

/** A title is what a text message says: providers take no longer one. */
export const MAX_TITLE = 60;
export const MAX_SMS_NEWS = 20;

export const templateTextSchema = z.object({
  title: z
    .string()
    .trim()
    .min(1)
    .max(MAX_TITLE)
    .refine((text) => !/[\r\n]/.test(text), { error: "A title is one line" }),
  body: z.string().trim().min(1).max(1_000),
});
export const templateIdSchema = z.object({ kind: z.enum(templateKinds), locale: z.enum(noticeLocales) });
export const saveTemplateSchema = templateIdSchema.extend(templateTextSchema.shape);
export type SaveTemplate = z.input<typeof saveTemplateSchema>;

/** `own` is the shop's text; null where the built-in one is used. `variables` are what either may hold. */
export const templateSchema = templateIdSchema.extend({
  builtIn: templateTextSchema,
  own: templateTextSchema.nullable(),
  version: z.number().int(),
  variables: z.array(z.string()),
});
export type Template = z.output<typeof templateSchema>;

/** A notice as it would go out, with made-up values. `unknown` are variables that it cannot hold: such a text is not kept. */
export const templatePreviewSchema = z.object({
  /** `html` is the whole mail, as it would go out. */
  mail: z.object({ subject: z.string(), title: z.string(), body: z.string(), action: z.string(), html: z.string() }),
  sms: z.string(),
  robot: z.string(),
  unknown: z.array(z.string()),
});
export type TemplatePreview = z.output<typeof templatePreviewSchema>;
