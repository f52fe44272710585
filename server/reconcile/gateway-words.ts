import { eq, inArray, or } from "drizzle-orm";
import { db } from "#db/client.ts";
import { gatewayPayments } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { findItem } from "./queue.ts";
import type { GatewayWordView } from "./schemas.ts";

const MOST = 20;

/**
 * What gateways said last of the payments of an item: those of its order, and the one that it names.
 * @throws DomainError 403 FORBIDDEN, 404 MONEY_ITEM_NOT_FOUND
 */
export async function gatewayWordsOf(args: { ctx: Ctx; input: { id: string } }): Promise<GatewayWordView[]> {
  const ctx = authorize(args.ctx, "trace:read");
  const reader = ctx.tx ?? db;
  const { orderNo, outTradeNo } = await findItem(reader, args.input.id);
  if (orderNo === null && outTradeNo === null) return [];
  const rows = await reader
    .select()
    .from(gatewayPayments)
    .where(
      or(
        orderNo === null ? undefined : eq(gatewayPayments.orderNo, orderNo),
        outTradeNo === null ? undefined : inArray(gatewayPayments.outTradeNo, [outTradeNo]),
      ),
    )
    .orderBy(gatewayPayments.beganAt, gatewayPayments.outTradeNo)
    .limit(MOST);
  return rows.map(({ channel, state, amountFen, refundedFen, gatewayTradeNo, lastError, ...row }) => ({
    channel,
    outTradeNo: row.outTradeNo,
    state,
    amountFen,
    refundedFen,
    gatewayTradeNo,
    answeredAt: row.answeredAt?.toISOString() ?? null,
    callbackAt: row.callbackAt?.toISOString() ?? null,
    lastError,
  }));
}
