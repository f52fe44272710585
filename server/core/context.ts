import type { Tx } from "#db/client.ts";
import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import { forbidden } from "./errors.ts";
import type { Permission } from "./permissions.ts";
import { rolePermissions, type StaffRole } from "./permissions.ts";

/** Who acts. Every verb gets one and every audit row names it. */
export type Actor =
  | { kind: "customer"; id: string; name: string }
  | { kind: "staff"; id: string; name: string; role: StaffRole }
  | { kind: "apiKey"; id: string; name: string; scopes: readonly string[] }
  | { kind: "platform"; id: string; name: string }
  | { kind: "gateway"; id: string; name: string }
  | { kind: "system"; id: string; name: string };

export type Ctx = {
  actor: Actor;
  clock: Clock;
  /** The transaction to work in, when a verb is called by another verb. */
  tx?: Tx;
};

declare const brand: unique symbol;
/** A context whose actor was checked for P. Only {@link authorize} makes one, so a verb cannot forget the check. */
export type Authorized<P extends Permission> = Ctx & { readonly [brand]: P };

/** True when the actor holds the permission: by role (staff), by scope (API key), always (system); platforms and gateways may only tell. */
export function may(actor: Actor, permission: Permission): boolean {
  switch (actor.kind) {
    case "system":
      return true;
    case "staff":
      return rolePermissions[actor.role].includes(permission);
    case "apiKey":
      return actor.scopes.includes("*") || actor.scopes.includes(permission);
    case "platform":
    case "gateway":
      return permission === "events:write";
    default:
      return false;
  }
}

/**
 * Checks that the context's actor holds the permission.
 * @throws DomainError 403 FORBIDDEN
 */
export function authorize<P extends Permission>(ctx: Ctx, permission: P): Authorized<P> {
  if (!may(ctx.actor, permission)) {
    throw forbidden(`This needs the permission ${permission}.`, { details: { permission } });
  }
  return ctx as Authorized<P>;
}

/** The context of work that no person asked for (jobs, set-up, the demo). */
export function systemContext(name: string, clock: Clock = systemClock): Ctx {
  return { actor: { kind: "system", id: `system:${name}`, name }, clock };
}
