import { type Ctx, may } from "#server/core/context.ts";
import { forbidden } from "#server/core/errors.ts";
import type { Permission } from "#server/core/permissions.ts";

export type CallbackById = { id: string };

/** Who may look at what gateways sent. */
export const callbackReaders = ["trace:read", "channels:write", "topups:approve"] as const satisfies Permission[];
/** Who may have it judged or sent again. */
export const callbackHandlers = ["channels:write", "topups:approve"] as const satisfies Permission[];

/** @throws DomainError 403 FORBIDDEN */
export const authorizeReading = (ctx: Ctx): void => requireOne(ctx, callbackReaders);
/** @throws DomainError 403 FORBIDDEN */
export const authorizeHandling = (ctx: Ctx): void => requireOne(ctx, callbackHandlers);

function requireOne(ctx: Ctx, permissions: readonly Permission[]): void {
  if (permissions.some((permission) => may(ctx.actor, permission))) return;
  throw forbidden(`This needs one of the permissions ${permissions.join(", ")}.`, { details: { permissions } });
}
