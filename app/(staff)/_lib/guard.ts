import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { staffContext } from "#server/auth/index.ts";
import { type Ctx, may } from "#server/core/context.ts";
import { freshPermissions, type Permission } from "#server/core/permissions.ts";

/**
 * Who is signed in; anybody else is sent to the sign-in page and comes back after it.
 * @param fallback where to come back to when the request does not say where it was going
 */
export async function requireStaff(fallback: string): Promise<Ctx> {
  const head = await headers();
  const ctx = await staffContext(head);
  if (!ctx) redirect(`/staff/sign-in?next=${encodeURIComponent(head.get("x-path") ?? fallback)}`);
  return ctx;
}

/**
 * Who is signed in with a second factor shown of late; who has not is asked for it and comes back.
 * @param fallback where to come back to when the request does not say where it was going
 */
export async function requireFreshStaff(fallback: string, permission: Permission): Promise<Ctx> {
  const ctx = await requireStaff(fallback);
  const { actor, clock } = ctx;
  const asked = freshPermissions.has(permission) && may(actor, permission) && actor.kind === "staff";
  if (!asked || (actor.freshUntil && actor.freshUntil > clock.now())) return ctx;
  const next = (await headers()).get("x-path") ?? fallback;
  redirect(`/staff/security?next=${encodeURIComponent(next)}`);
}

/** True when the person may; pages say so in words instead of failing. */
export const mayStaff = (ctx: Ctx, permission: Permission): boolean => may(ctx.actor, permission);
