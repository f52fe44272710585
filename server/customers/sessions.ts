import { createHmac, randomBytes } from "node:crypto";
import { and, eq, gt, isNull } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { customerSessions } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { HOUR_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { customerActor, customerIdOf } from "#server/core/customer-id.ts";
import { dataKey } from "#server/core/data-key.ts";
import { unauthenticated } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import type { Permission } from "#server/core/permissions.ts";

/** How long a browser stays a customer's after a hand-over: a day's errand, and not the next person at the same machine. */
export const SESSION_MS = 12 * HOUR_MS;
const MAX_TOKEN_CHARS = 64;

/** A customer who was handed over to this browser. */
export type CustomerHere = { customerId: string; sessionId: string; ctx: Ctx };

/** What is stored of a session's token. */
const hashOf = (token: string): string =>
  createHmac("sha256", dataKey("customer-session")).update(token.slice(0, MAX_TOKEN_CHARS)).digest("base64url");

/** Begins a session. @returns the token for the cookie; it is nowhere else */
export async function beginSession(tx: Tx, customerId: string, now: Date): Promise<{ id: string; token: string }> {
  const token = randomBytes(32).toString("base64url");
  const id = newId();
  const expiresAt = new Date(now.getTime() + SESSION_MS);
  await tx.insert(customerSessions).values({ id, customerId, tokenHash: hashOf(token), createdAt: now, expiresAt });
  return { id, token };
}

/** Who a browser's token says it is. @returns undefined for none, a forged, an ended or an expired one */
export async function customerOf(
  token: string | undefined,
  ctx: Pick<Ctx, "clock">,
): Promise<CustomerHere | undefined> {
  if (!token) return undefined;
  const { id, customerId } = customerSessions;
  const [row] = await db
    .select({ id, customerId })
    .from(customerSessions)
    .where(
      and(
        eq(customerSessions.tokenHash, hashOf(token)),
        isNull(customerSessions.revokedAt),
        gt(customerSessions.expiresAt, ctx.clock.now()),
      ),
    );
  if (!row) return undefined;
  const actor = customerActor(row.customerId);
  return { customerId: row.customerId, sessionId: row.id, ctx: { actor, clock: ctx.clock } };
}

/**
 * Whose things are asked for: one's own, or with the permission another's.
 * @throws DomainError 401 UNAUTHENTICATED, 403 FORBIDDEN
 */
export function askedFor(ctx: Ctx, customerId: string | undefined, permission: Permission): string {
  if (customerId !== undefined && ctx.actor.kind !== "customer") {
    authorize(ctx, permission);
    return customerId;
  }
  const own = customerIdOf(ctx.actor);
  if (own === undefined || (customerId !== undefined && customerId !== own)) throw unauthenticated();
  return own;
}

/** Ends whatever session a token is of, as another takes its browser's place. */
export async function endByToken(tx: Tx, token: string | undefined, now: Date): Promise<void> {
  if (!token) return;
  const one = and(eq(customerSessions.tokenHash, hashOf(token)), isNull(customerSessions.revokedAt));
  await tx.update(customerSessions).set({ revokedAt: now }).where(one);
}

/**
 * Ends a customer's sessions: one, or every one of theirs, in all browsers. Customers end their own; keys and staff with
 * `tickets:write` anybody's, as when the platform hears of a stolen phone.
 * @param input `sessionId` for one of them, without it all; `customerId` for whom it is asked, if not for oneself
 * @returns how many were ended
 * @throws DomainError 401 UNAUTHENTICATED to customers who are known by something else, 403 FORBIDDEN
 */
export async function endSessions({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { sessionId?: string; customerId?: string };
}): Promise<{ ended: number }> {
  const customerId = askedFor(ctx, input.customerId, "tickets:write");
  return transact(async (tx) => {
    const own = and(
      eq(customerSessions.customerId, customerId),
      isNull(customerSessions.revokedAt),
      input.sessionId === undefined ? undefined : eq(customerSessions.id, input.sessionId),
    );
    const rows = await tx
      .update(customerSessions)
      .set({ revokedAt: ctx.clock.now() })
      .where(own)
      .returning({ id: customerSessions.id });
    const data = { ended: rows.length, all: input.sessionId === undefined };
    await appendAudit(tx, ctx, { action: "customer.sessions_ended", subject: "customer_sessions", data });
    return { ended: rows.length };
  });
}
