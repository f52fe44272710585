import { type StaffRole, staffRoles } from "../permissions.ts";

/** Which roles may, and whether a second factor must have been shown within its time before the door opens. */
export type Allowed = { readonly roles: readonly StaffRole[]; readonly fresh: boolean };

export const every: Allowed = { roles: staffRoles, fresh: false };
export const leads: Allowed = { roles: ["lead", "manager", "admin"], fresh: false };
export const managers: Allowed = { roles: ["manager", "admin"], fresh: false };
export const admins: Allowed = { roles: ["admin"], fresh: false };
/** The same people, with a second factor of late. */
export const fresh = ({ roles }: Allowed): Allowed => ({ roles, fresh: true });
