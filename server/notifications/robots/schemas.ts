import { z } from "zod";
import { noticeLocales, robotKinds, staffNoticeKinds } from "../staff/schemas.ts";

const kinds = z.array(z.enum(staffNoticeKinds)).min(1).max(staffNoticeKinds.length);
export const saveRobotSchema = z.object({
  kind: z.enum(robotKinds),
  name: z.string().trim().min(1).max(60),
  /** The robot's address, which is a secret: it is never given out again. */
  url: z.string().trim().min(1).max(1_000),
  /** For signatures; robots of WeCom have none. */
  secret: z.string().trim().min(1).max(200).nullable().default(null),
  kinds,
  locale: z.enum(noticeLocales).default("zh-CN"),
  enabled: z.boolean().default(true),
});
export type SaveRobot = z.input<typeof saveRobotSchema>;
/** Left out, address and secret stay as they are. */
export const changeRobotSchema = saveRobotSchema
  .omit({ kind: true, secret: true, locale: true, enabled: true })
  .partial()
  .extend({
    id: z.string().min(1).max(64),
    secret: z.string().trim().min(1).max(200).nullable().optional(),
    locale: z.enum(noticeLocales).optional(),
    enabled: z.boolean().optional(),
    version: z.number().int().min(1),
  });
export type ChangeRobot = z.input<typeof changeRobotSchema>;

/** `hint` are the last characters of its address. */
export const robotSchema = z.object({
  id: z.string(),
  kind: z.enum(robotKinds),
  name: z.string(),
  hint: z.string(),
  signed: z.boolean(),
  kinds: z.array(z.enum(staffNoticeKinds)),
  locale: z.enum(noticeLocales),
  enabled: z.boolean(),
  version: z.number().int(),
  createdAt: z.string(),
});
export type RobotView = z.output<typeof robotSchema>;
export const robotTestSchema = z.object({ ok: z.boolean(), error: z.string().nullable() });
