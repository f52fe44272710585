import { apiKeyContext, isOwnOrigin, staffContext } from "#server/auth/index.ts";
import { systemClock } from "#server/core/clock.ts";
import { authorize, type Ctx, may } from "#server/core/context.ts";
import { forbidden, unauthenticated } from "#server/core/errors.ts";
import { freshPermissions } from "#server/core/permissions.ts";
import { type Budget, clientAddress, consume, type Spent } from "#server/http/index.ts";
import type { Access } from "./endpoint.ts";

export const keyBudget: Budget = { name: "api-key", points: 6_000, windowS: 60 };
export const staffBudget: Budget = { name: "staff", points: 1_200, windowS: 60 };
export const publicBudget: Budget = { name: "public", points: 120, windowS: 60 };
/** Guesses at keys, by address. */
export const guessBudget: Budget = { name: "bad-credentials", points: 60, windowS: 60 };

const reading = new Set(["GET", "HEAD"]);

/**
 * Finds out who calls and whether they may: by API key, else by the staff session's cookie.
 * @returns the context for the verbs, and what is left of the caller's budget
 * @throws DomainError 401 UNAUTHENTICATED, 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 429 RATE_LIMITED
 */
export async function callerOf(request: Request, access: Access): Promise<{ ctx: Ctx; spent: Spent }> {
  if (access === "public") {
    const known = await keyOf(request);
    if (known) return { ctx: known, spent: await consume(keyBudget, known.actor.id) };
    const ctx: Ctx = { actor: { kind: "customer", id: "anonymous", name: "anonymous" }, clock: systemClock };
    return { ctx, spent: await consume(publicBudget, clientAddress(request.headers)) };
  }
  const { ctx, budget } = await identify(request);
  const spent = await consume(budget, ctx.actor.id);
  admit(ctx, access);
  return { ctx, spent };
}

/**
 * Lets in whoever holds one of the permissions. One that asks for a second factor of late is asked about before the body is even
 * read, unless another of the caller's permissions opens the door without.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED
 */
function admit(ctx: Ctx, access: Exclude<Access, "public">): void {
  if (access === "staff") {
    if (ctx.actor.kind !== "staff")
      throw forbidden("Only a signed-in member of staff has an account of their own here.");
    return;
  }
  const held = access.filter((permission) => may(ctx.actor, permission));
  const [first] = held;
  if (first === undefined) {
    throw forbidden(`This needs the permission ${access.join(" or ")}.`, { details: { permissions: access } });
  }
  authorize(ctx, held.find((permission) => !freshPermissions.has(permission)) ?? first);
}

/**
 * @returns the key's context; null when the key is none, which counts as a guess; undefined when none was sent
 * @throws DomainError 429 RATE_LIMITED after too many guesses
 */
async function keyOf(request: Request): Promise<Ctx | null | undefined> {
  const authorization = request.headers.get("authorization");
  if (authorization === null) return undefined;
  const ctx = await apiKeyContext(authorization);
  if (!ctx) await consume(guessBudget, clientAddress(request.headers));
  return ctx ?? null;
}

async function identify(request: Request): Promise<{ ctx: Ctx; budget: Budget }> {
  const ctxOfKey = await keyOf(request);
  if (ctxOfKey) return { ctx: ctxOfKey, budget: keyBudget };
  if (ctxOfKey === null) throw unauthenticated("This API key does not exist or was revoked.");
  const ctx = request.headers.has("cookie") ? await staffContext(request.headers) : null;
  if (!ctx) throw unauthenticated();
  // A browser sends the cookie whichever page asks: only our own pages may write with it.
  if (!reading.has(request.method) && !isOwnOrigin(request.headers)) throw forbidden("This page may not do that.");
  return { ctx, budget: staffBudget };
}
