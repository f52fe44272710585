import { setTimeout as sleep } from "node:timers/promises";
import { and, desc, eq, isNotNull, ne } from "drizzle-orm";
import { db } from "#db/client.ts";
import { refunds } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import type { Gateway } from "#server/gateways/index.ts";
import type { RefundRow } from "./load.ts";

/**
 * Waits until a gateway that wants a pause between two refunds of one payment takes the next one. Seconds at most: who clicked
 * twice in a row gets a refund and not the gateway's refusal. Outside transactions only.
 */
export async function keepApart(ctx: Ctx, gateway: Pick<Gateway, "refundsApartMs">, row: RefundRow): Promise<void> {
  const { refundsApartMs } = gateway;
  if (refundsApartMs === undefined) return;
  const [last] = await db
    .select({ at: refunds.settledAt })
    .from(refunds)
    .where(
      and(
        eq(refunds.outTradeNo, row.outTradeNo),
        ne(refunds.id, row.id),
        isNotNull(refunds.settledAt),
        eq(refunds.route, "gateway"),
      ),
    )
    .orderBy(desc(refunds.settledAt))
    .limit(1);
  const pauseMs = pauseAfter(last?.at ?? null, ctx.clock.now(), refundsApartMs);
  if (pauseMs > 0) await sleep(pauseMs);
}

/** How much is left of the pause after the last refund; a clock that was set back makes nobody wait for longer than the pause. Pure. */
export function pauseAfter(last: Date | null, now: Date, apartMs: number): number {
  if (last === null) return 0;
  return Math.min(apartMs, Math.max(0, last.getTime() + apartMs - now.getTime()));
}
