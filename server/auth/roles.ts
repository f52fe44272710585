import { type StaffRole, staffRoles } from "#server/core/permissions.ts";

/** True when a stored role is one this version knows; an account with any other may do nothing. */
export function isStaffRole(value: unknown): value is StaffRole {
  return (staffRoles as readonly unknown[]).includes(value);
}
