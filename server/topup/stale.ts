import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { topups } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { isDomainError } from "#server/core/errors.ts";
import { judge, type TopupRow } from "./load.ts";
import type { Topup } from "./schemas.ts";
import { topupView } from "./view.ts";
import { voidTopup } from "./void.ts";

/** What was asked for, to judge it again. */
export const requestOf = (row: TopupRow) => ({
  amountFen: row.amountFen,
  reasonCode: row.reasonCode,
  note: row.note ?? undefined,
});

/** A request that waits can no longer be approved once its facts moved on: it is void and does not hold the order. */
export async function isStale(tx: Tx, row: TopupRow, now: Date): Promise<boolean> {
  if (row.state !== "pending_approval") return false;
  const fresh = await judge(tx, { orderNo: row.orderNo, request: requestOf(row), now, except: row.id });
  return fresh.factsHash !== row.factsHash;
}

/** True for the refusal of a decision after which the request has to be ended with {@link endStale}. */
export function leavesStale(error: unknown): boolean {
  return isDomainError(error, "FACTS_CHANGED") && error.details.void === true;
}

/**
 * Ends a request whose facts moved on. A refused decision takes its transaction back, so this is for one of its own, right
 * after; what happened in between counts.
 * @returns the top-up as it ended; undefined when somebody decided it meanwhile, or its facts hold again
 */
export async function endStale(tx: Tx, ctx: Ctx, id: string): Promise<Topup | undefined> {
  const read = async () => (await tx.select().from(topups).where(eq(topups.id, id)))[0];
  const row = await read();
  if (!row || !(await isStale(tx, row, ctx.clock.now()))) return undefined;
  if (!(await voidTopup(tx, ctx, row, "FACTS_CHANGED"))) return undefined;
  const ended = await read();
  return ended && topupView(ended);
}
