import { type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, type DomainError, invalid } from "#server/core/errors.ts";
import { orderLock } from "../lock.ts";
import { prepareMoney } from "../prepare.ts";
import { leavesStale } from "../stale.ts";

/** What the decisions about top-ups and about refunds have in common. */

/** Who asked has to be able to learn why not. */
export function noteRequired(): DomainError {
  const message = "Say why, so that whoever asked can learn it.";
  return invalid("NOTE_REQUIRED", message, { errors: [{ path: "note", message }] });
}

/**
 * An approval holds for exactly the facts that the request was judged by, as they were shown and as they are now.
 * @param hashes of the facts now, those of the request, and those that the decider was shown
 * @param details what else the caller is told: whose request it is, and what would stop it now
 * @throws DomainError 409 FACTS_CHANGED; `void` in its details says whether the request itself is over, or only the view of it
 */
export function requireSameFacts(
  hashes: { now: string; request: string; shown: string },
  details: Record<string, unknown>,
): void {
  if (hashes.now === hashes.request && hashes.shown === hashes.request) return;
  const moved = hashes.now !== hashes.request;
  const message = moved
    ? "The facts are no longer those that the request was judged by: it is void, ask anew."
    : "These are not the facts that the request was judged by: read it again.";
  throw conflict("FACTS_CHANGED", message, { details: { ...details, factsHash: hashes.now, void: moved } });
}

/**
 * Decides in a transaction of its own: asks the gateways before an approval, has what follows it carried out after, and ends a
 * request whose facts moved on. Who loses a race to a unique index decides anew.
 */
export async function decideAlone<T>(work: {
  ctx: Ctx;
  orderNo: string;
  approves: boolean;
  decide(tx: Tx): Promise<T>;
  carry(decided: T): Promise<T>;
  endStale(tx: Tx): Promise<unknown>;
}): Promise<T> {
  const { ctx, orderNo } = work;
  const serializeOn = orderLock(orderNo);
  if (work.approves) await prepareMoney({ ctx, orderNo });
  const run = () => transact(work.decide, { serializeOn });
  try {
    const decided = await run().catch((error: unknown) => {
      if (isUniqueViolation(error)) return run();
      throw error;
    });
    return await work.carry(decided);
  } catch (error) {
    if (leavesStale(error)) await transact(work.endStale, { serializeOn });
    throw error;
  }
}
