import type { Tx } from "#db/client.ts";
import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import { DomainError, forbidden } from "./errors.ts";
import type { Permission } from "./permissions.ts";
import { freshPermissions, rolePermissions, type StaffRole } from "./permissions.ts";

/** Who acts. Every verb gets one and every audit row names it. */
export type Actor =
  | { kind: "customer"; id: string; name: string }
  | {
      kind: "staff";
      id: string;
      name: string;
      role: StaffRole;
      /** Until when the second factor shown in this session counts; null when none was. */
      freshUntil: Date | null;
      /** The session that acts, where there is one. */
      sessionId?: string;
    }
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
 * Checks that the context's actor holds the permission, and for one that moves money or changes settings that a member of
 * staff has shown a second factor of late. {@link may} knows roles only: pages use it to show what there is to do.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED
 */
export function authorize<P extends Permission>(ctx: Ctx, permission: P): Authorized<P> {
  if (!may(ctx.actor, permission)) {
    throw forbidden(`This needs the permission ${permission}.`, { details: { permission } });
  }
  if (freshPermissions.has(permission)) requireFresh(ctx);
  return ctx as Authorized<P>;
}

/**
 * Refuses a member of staff who has shown no second factor within its time; others have none to show.
 * @throws DomainError 403 SECOND_FACTOR_REQUIRED
 */
export function requireFresh({ actor, clock }: Ctx): void {
  if (actor.kind !== "staff") return;
  if (actor.freshUntil && actor.freshUntil > clock.now()) return;
  throw new DomainError(403, "SECOND_FACTOR_REQUIRED", "Confirm with your second factor first.");
}

/** The context of work that no person asked for (jobs, set-up, the demo). */
export function systemContext(name: string, clock: Clock = systemClock): Ctx {
  return { actor: { kind: "system", id: `system:${name}`, name }, clock };
}
