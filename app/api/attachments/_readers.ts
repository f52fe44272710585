import { cookies } from "next/headers";
import { customerCookie, grantsCookie, readGrants, readTicketGrant, staffContext } from "#server/auth/index.ts";
import { systemClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { isDomainError, notFound } from "#server/core/errors.ts";
import { customerOf } from "#server/customers/index.ts";
import { stillOpen, ticketActor } from "#server/tickets/index.ts";

/** Everybody this browser may act as; staff see by their role, so they need nothing else. */
async function readersOf(request: Request): Promise<Ctx[]> {
  const staff = await staffContext(request.headers);
  if (staff) return [staff];
  const { tickets, diagnoses } = readGrants((await cookies()).get(grantsCookie())?.value, systemClock.now());
  const runs = diagnoses.map((id) => ({ kind: "customer" as const, id: `diagnosis:${id}`, name: "customer" }));
  const open = await stillOpen(tickets.map(readTicketGrant));
  const customer = await customerOf((await cookies()).get(customerCookie())?.value, { clock: systemClock });
  const own = customer ? [customer.ctx.actor] : [];
  return [...open.map(ticketActor), ...runs, ...own].map((actor) => ({ actor, clock: systemClock }));
}

/**
 * Reads something of a stored file as the first of the browser's readers who may.
 * @throws DomainError 404 ATTACHMENT_NOT_FOUND when none may
 */
export async function firstAllowed<T>(request: Request, read: (ctx: Ctx) => Promise<T>): Promise<T> {
  for (const ctx of await readersOf(request)) {
    try {
      return await read(ctx);
    } catch (error) {
      if (!isDomainError(error, "ATTACHMENT_NOT_FOUND")) throw error;
    }
  }
  throw notFound("ATTACHMENT");
}

/** Nothing of a file may run, no browser may guess its type, and no shared cache keeps it. */
export const privateFile = {
  "content-security-policy": "default-src 'none'; sandbox",
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "cache-control": "private, no-store",
} as const;
