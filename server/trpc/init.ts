import { initTRPC } from "@trpc/server";
import { systemClock } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { unauthenticated } from "#server/core/errors.ts";
import { maskedAtDoor } from "#server/core/mask.ts";
import type { Permission } from "#server/core/permissions.ts";
import { noteRoute } from "#server/incidents/index.ts";
import { errorShape, toTrpcError } from "./errors.ts";

export type TrpcContext = {
  /** Who is signed in, when somebody is. */
  staff: Ctx | null;
  /** Looks again, for calls that last: null when the session was ended meanwhile. */
  refresh: () => Promise<Ctx | null>;
};

/** What a procedure needs of its caller; the permission matrix test reads it. */
export type Meta = {
  permission: Permission | "signed-in";
  /** The longest body it takes from somebody who has the permission, in bytes; the usual limit when absent. */
  maxBodyBytes?: number;
};

/** A line that went silent without breaking is noticed after three of these; until then a page says that it is live. */
const PING_MS = 5_000;
const STREAM_MS = 10 * 60_000;

const t = initTRPC
  .context<TrpcContext>()
  .meta<Meta>()
  .create({
    isDev: false,
    errorFormatter: ({ shape, error }) => ({ ...shape, ...errorShape(error, shape.data.httpStatus) }),
    sse: {
      ping: { enabled: true, intervalMs: PING_MS },
      maxDurationMs: STREAM_MS,
      client: { reconnectAfterInactivityMs: 3 * PING_MS },
    },
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

const errorsMapped = t.middleware(async ({ next, path }) => {
  const begunAt = performance.now();
  const measure = (status: number) => noteRoute(`trpc ${path}`, systemClock.now(), performance.now() - begunAt, status);
  const result = await next();
  if (result.ok) {
    measure(200);
    return result;
  }
  const error = toTrpcError(result.error, path);
  measure(error.code === "INTERNAL_SERVER_ERROR" ? 500 : 400);
  throw error;
});

/**
 * A procedure for staff. The caller is checked before the input is even read, and `ctx.caller` is what verbs take. Contacts
 * leave it masked.
 * @param permission what it needs, or "signed-in" when every role may
 * @param limits `maxBodyBytes` where the input is longer than forms are
 */
export function staffProcedure(permission: Meta["permission"], limits: Omit<Meta, "permission"> = {}) {
  return t.procedure
    .meta({ permission, ...limits })
    .use(errorsMapped)
    .use(async ({ ctx, next }) => {
      if (!ctx.staff) throw unauthenticated("Sign in first.");
      const caller = permission === "signed-in" ? ctx.staff : authorize(ctx.staff, permission);
      const result = await next({ ctx: { ...ctx, caller } });
      return result.ok ? { ...result, data: maskedAtDoor(caller, [permission], result.data) } : result;
    });
}
