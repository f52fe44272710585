import { z } from "zod";
import { staffRoles } from "#server/core/permissions.ts";

export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 128;

export const createStaffSchema = z.object({
  email: z.email().max(320).toLowerCase(),
  name: z.string().trim().min(1).max(80).optional(),
  role: z.enum(staffRoles),
  /** Left out, one is made and returned. */
  password: z.string().min(PASSWORD_MIN).max(PASSWORD_MAX).optional(),
});
export type CreateStaffInput = z.input<typeof createStaffSchema>;

/** How an account is kept, for the person whose it is. Times are RFC 3339. */
export const ownSecuritySchema = z.object({
  enrolled: z.boolean(),
  /** Until when the second factor shown in this session counts; null when none was. */
  freshUntil: z.string().nullable(),
  sessions: z.array(
    z.object({
      id: z.string(),
      current: z.boolean(),
      beganAt: z.string(),
      endsAt: z.string(),
      address: z.string().nullable(),
      userAgent: z.string().nullable(),
    }),
  ),
});
export type OwnSecurity = z.output<typeof ownSecuritySchema>;

/** Who is signed in, as pages see it. */
export const staffViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(staffRoles),
  permissions: z.array(z.string()),
});
export type StaffView = z.output<typeof staffViewSchema>;
