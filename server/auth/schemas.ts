import { z } from "zod";
import { staffRoles } from "#server/core/permissions.ts";

export { staffRoles } from "#server/core/permissions.ts";

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

/** A living session, known by its id: what opens it is never given out. Times are RFC 3339. */
export const sessionSchema = z.object({
  id: z.string(),
  /** Whether it is the one that asks. */
  current: z.boolean(),
  beganAt: z.string(),
  endsAt: z.string(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
});
export type SessionView = z.output<typeof sessionSchema>;

export const passkeyNameSchema = z.string().trim().min(1).max(60);
export const renamePasskeySchema = z.object({ name: passkeyNameSchema });

/** A passkey, as the person whose it is sees it. Times are RFC 3339. */
export const passkeySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Whether it is on several devices of its owner, by an account with their maker. */
  synced: z.boolean(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
});
export type PasskeyView = z.output<typeof passkeySchema>;

/** How an account is kept, for the person whose it is. Times are RFC 3339. */
export const ownSecuritySchema = z.object({
  /** Whether an authenticator app is enrolled. */
  enrolled: z.boolean(),
  passkeys: z.array(passkeySchema),
  /** The name that passkeys are for here; null where none can be used. */
  passkeyHost: z.string().nullable(),
  /** Until when the second factor shown in this session counts; null when none was. */
  freshUntil: z.string().nullable(),
  sessions: z.array(sessionSchema),
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

/** What admins change on an account. */
export const changeStaffSchema = z
  .object({
    role: z.enum(staffRoles).optional(),
    /** True shuts the account, false opens it again. */
    disabled: z.boolean().optional(),
  })
  .refine(({ role, disabled }) => role !== undefined || disabled !== undefined, "Say role, disabled or both");
export type ChangeStaffInput = z.input<typeof changeStaffSchema>;

/** A staff account as admins see it. Times are RFC 3339. */
export const personSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.enum(staffRoles),
  /** Whether an authenticator app or a passkey is enrolled. */
  secondFactor: z.boolean(),
  /** How many living sessions the account has. */
  sessions: z.number().int(),
  createdAt: z.string(),
  /** When the account was last used, to a few minutes. */
  lastSeenAt: z.string().nullable(),
  /** Since when the account is shut; null while it is not. */
  disabledAt: z.string().nullable(),
});
export type PersonView = z.output<typeof personSchema>;

export const inviteSchema = z.object({ email: z.email().max(320).toLowerCase(), role: z.enum(staffRoles) });
export type InviteInput = z.input<typeof inviteSchema>;

/** An invitation as admins see it. Times are RFC 3339. */
export const invitationSchema = z.object({
  id: z.string(),
  email: z.string(),
  role: z.enum(staffRoles),
  state: z.enum(["open", "accepted", "revoked", "expired"]),
  /** The name of who asked. */
  invitedBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
});
export type InvitationView = z.output<typeof invitationSchema>;

/** An invitation where it is made. */
export const newInvitationSchema = invitationSchema.extend({
  /** Where the account is made; shown this once. */
  url: z.string(),
  /** Whether a mail server took it over for the person. */
  mailed: z.boolean(),
});
export type NewInvitation = z.output<typeof newInvitationSchema>;
