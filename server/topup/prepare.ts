import { SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { refreshPayments } from "#server/payments/index.ts";
import { TRUTH_MS } from "./truth.ts";

/** Answers older than this are asked for anew: they must still count when the gate has been judged in its transaction. */
const MAX_AGE_MS = TRUTH_MS - 15 * SECOND_MS;
const TIMEOUT_MS = 8 * SECOND_MS;

/**
 * Asks the gateways about an order's payments before a gate is judged. Outside transactions only: the gate then reads what they
 * answered. Never throws for what a gateway does; the gate says what could not be asked.
 * @param timeoutMs how long to wait for them
 */
export async function prepareMoney(args: { ctx: Ctx; orderNo: string; timeoutMs?: number }): Promise<void> {
  const { ctx, orderNo, timeoutMs = TIMEOUT_MS } = args;
  // A person who asks for money is not told "cannot be asked" because others' questions failed; a job can wait.
  const insist = ctx.actor.kind !== "system";
  await refreshPayments({ ctx, orderNo, maxAgeMs: MAX_AGE_MS, timeoutMs, insist });
}
