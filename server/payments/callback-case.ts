import { and, eq, inArray, ne } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { gatewayCallbacks, gatewayPayments, orders, payments } from "#db/schema/index.ts";
import type { CallbackNotice } from "#server/gateways/gateway.ts";
import type { CallbackCase } from "./rules/judge-callback.ts";
import { hasTaken } from "./rules.ts";
import type { InboxVerdict } from "./schemas.ts";

export type CallbackRow = typeof gatewayCallbacks.$inferSelect;
export type GatewayPaymentRow = typeof gatewayPayments.$inferSelect;
type PaymentRow = typeof payments.$inferSelect;

const takenVerdicts: readonly InboxVerdict[] = ["applied", "duplicate", "waiting", "ignored"];
/** More orders than two of one payment number say nothing more. */
const MAX_CLAIMANTS = 3;

export type FoundCase = CallbackCase & {
  orderNo: string | null;
  /** What is remembered of asking for this payment. */
  asked: GatewayPaymentRow | null;
};

/** Reads all that a callback which verified is judged by. */
export async function readCase(reader: Db, row: CallbackRow, notice: CallbackNotice): Promise<FoundCase> {
  const { channel } = row;
  const { outTradeNo } = notice;
  const rows = await reader
    .select()
    .from(payments)
    .where(eq(payments.outTradeNo, outTradeNo))
    .orderBy(payments.orderNo)
    .limit(MAX_CLAIMANTS);
  const payment = rows.find((one) => one.channel === channel) ?? rows[0] ?? null;
  // Many shops use the order's number as the payment's.
  const [order] = await reader
    .select({ orderNo: orders.orderNo, amountFen: orders.amountFen })
    .from(orders)
    .where(eq(orders.orderNo, payment?.orderNo ?? outTradeNo));
  const asked = await askedRow(reader, channel, outTradeNo);
  return {
    verdict: { ok: true, notice },
    channel,
    payment,
    orderNo: order?.orderNo ?? null,
    orderFen: order?.amountFen ?? null,
    shared: rows.length > 1,
    confirmedFen: confirmedFen(payment, asked),
    called: asked?.callbackAt != null,
    noticeTaken: await wasTaken(reader, row, notice),
    tradeNoTaken: (await tradeNoHolder(reader, { ...notice, channel })) !== null,
    asked,
  };
}

export async function askedRow(reader: Db, channel: string, outTradeNo: string): Promise<GatewayPaymentRow | null> {
  const [row] = await reader
    .select()
    .from(gatewayPayments)
    .where(and(eq(gatewayPayments.channel, channel), eq(gatewayPayments.outTradeNo, outTradeNo)));
  return row ?? null;
}

function confirmedFen(payment: PaymentRow | null, asked: GatewayPaymentRow | null): number | null {
  if (asked && hasTaken(asked.state)) return asked.amountFen;
  const told = payment && payment.gatewayVia !== "callback" && hasTaken(payment.gatewayState);
  return told ? payment.gatewayFen : null;
}

async function wasTaken(reader: Db, row: CallbackRow, { outTradeNo, notifyId }: CallbackNotice): Promise<boolean> {
  const [same] = await reader
    .select({ id: gatewayCallbacks.id })
    .from(gatewayCallbacks)
    .where(
      and(
        eq(gatewayCallbacks.outTradeNo, outTradeNo),
        eq(gatewayCallbacks.channel, row.channel),
        eq(gatewayCallbacks.notifyId, notifyId),
        eq(gatewayCallbacks.verified, true),
        inArray(gatewayCallbacks.verdict, [...takenVerdicts]),
        ne(gatewayCallbacks.id, row.id),
      ),
    )
    .limit(1);
  return same !== undefined;
}

/**
 * Who else has a gateway's number: a payment of another order, or one of no known order.
 * @returns the other payment; null when the number is this payment's alone
 */
export async function tradeNoHolder(
  reader: Db,
  of: { channel: string; outTradeNo: string; gatewayTradeNo: string | null },
): Promise<{ outTradeNo: string; orderNo: string | null } | null> {
  const { channel, outTradeNo, gatewayTradeNo } = of;
  if (gatewayTradeNo === null) return null;
  const others = await reader
    .select({ outTradeNo: payments.outTradeNo, orderNo: payments.orderNo, channel: payments.channel })
    .from(payments)
    .where(and(eq(payments.gatewayTradeNo, gatewayTradeNo), ne(payments.outTradeNo, outTradeNo)))
    .limit(MAX_CLAIMANTS);
  const [seen] = await reader
    .select({ outTradeNo: gatewayPayments.outTradeNo, orderNo: gatewayPayments.orderNo })
    .from(gatewayPayments)
    .where(
      and(
        eq(gatewayPayments.gatewayTradeNo, gatewayTradeNo),
        eq(gatewayPayments.channel, channel),
        ne(gatewayPayments.outTradeNo, outTradeNo),
      ),
    )
    .limit(1);
  const here = others.filter((other) => (other.channel ?? channel) === channel);
  if (here.length === 0 && !seen) return null;
  const own = await reader
    .select({ orderNo: payments.orderNo })
    .from(payments)
    .where(eq(payments.outTradeNo, outTradeNo));
  const foreign = (other: { orderNo: string | null }) => !own.some(({ orderNo }) => orderNo === other.orderNo);
  const holder = here.find(foreign) ?? (seen && foreign(seen) ? seen : undefined);
  return holder ? { outTradeNo: holder.outTradeNo, orderNo: holder.orderNo } : null;
}
