/** What can be permitted. The same words are the scopes of API keys (the outside contract). */
export const permissions = [
  "events:write",
  "diagnosis:write",
  "tickets:read",
  "tickets:write",
  "trace:read",
  "topups:request",
  "topups:approve",
  "refunds:request",
  "channels:write",
  "metrics:read",
  "identity:read",
  "packs:write",
  "packs:publish",
  "pii:reveal",
  "reveals:read",
  "customers:erase",
  "desk:manage",
  "incidents:write",
  "articles:write",
  "sla:write",
  "automation:write",
  "imports:write",
  "exports:read",
  "webhooks:write",
  "admin",
] as const;
export type Permission = (typeof permissions)[number];

export const staffRoles = ["agent", "lead", "manager", "admin"] as const;
export type StaffRole = (typeof staffRoles)[number];

const agent = [
  "diagnosis:write",
  "tickets:read",
  "tickets:write",
  "trace:read",
  "topups:request",
  "refunds:request",
  "pii:reveal",
] as const;
const lead = [
  ...agent,
  "topups:approve",
  "metrics:read",
  "packs:write",
  "identity:read",
  "desk:manage",
  "incidents:write",
  "articles:write",
] as const;
const manager = [
  ...lead,
  "channels:write",
  "packs:publish",
  "reveals:read",
  "sla:write",
  "automation:write",
  "imports:write",
  "exports:read",
] as const;

/** The whole matrix: a role may do what stands here and nothing else. */
export const rolePermissions: Record<StaffRole, readonly Permission[]> = { agent, lead, manager, admin: permissions };

/** What moves money, changes settings or shows identities: staff need a second factor shown within {@link FRESH_MS} for it. */
export const freshPermissions: ReadonlySet<Permission> = new Set<Permission>([
  "topups:request",
  "topups:approve",
  "refunds:request",
  "channels:write",
  "packs:publish",
  "identity:read",
  "customers:erase",
  "sla:write",
  "automation:write",
  "imports:write",
  "exports:read",
  "webhooks:write",
  "admin",
]);

/** How long a second factor counts after it was shown. */
export const FRESH_MS = 12 * 60 * 60_000;
