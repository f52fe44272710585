import { type Tx, transact } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import {
  carryRefund,
  orderLock,
  prepareMoney,
  requestRefund,
  type StoredResponse,
  withIdempotency,
} from "#server/topup/index.ts";
import type { Refund, RefundRequest } from "#server/topup/schemas.ts";
import { requireTicketOfOrder } from "./order-ticket.ts";
import { tellTicketOfRefund } from "./tell-refund.ts";
import { openTicketOfOrder } from "./tell-ticket.ts";

type Input = { orderNo: string } & RefundRequest;

/**
 * Asks for a payment of an order to go back and, in the same transaction, tells its customer and its open ticket. Works for
 * orders without a ticket too. Works in `ctx.tx` when there is one; then as for `requestRefund`.
 * @returns the refund: `pending_approval`, `executing`, `succeeded`, `unknown` or `failed`
 * @throws what `requestRefund` throws, and 422 TICKET_NOT_OF_ORDER when another ticket than one of this order is named; then
 *   nothing was written
 */
export async function refundOrder({ ctx, input }: { ctx: Ctx; input: Input }): Promise<Refund> {
  if (ctx.tx) return place(ctx.tx, ctx, input);
  const { orderNo } = input;
  await prepareMoney({ ctx, orderNo });
  return carryRefund(ctx, await transact((tx) => place(tx, ctx, input), { serializeOn: orderLock(orderNo) }));
}

/**
 * The same, done once for each Idempotency-Key: a repetition gets the stored response, a refusal among them.
 * @param request what was asked, as for `withIdempotency`
 * @throws what `withIdempotency` and {@link refundOrder} throw
 */
export async function refundOrderOnce(args: {
  ctx: Ctx;
  key: string | undefined;
  request: { method: string; path: string; body: unknown };
  input: Input;
}): Promise<StoredResponse & { body: Refund }> {
  const { ctx, key, request, input } = args;
  const { orderNo } = input;
  const stored = await withIdempotency({
    ctx,
    key,
    request,
    serializeOn: orderLock(orderNo),
    prepare: () => prepareMoney({ ctx, orderNo }),
    run: async (inner) => ({ status: 201, body: await place(inner.tx, ctx, input) }),
    finish: (body) => carryRefund(ctx, body as Refund),
  });
  return { ...stored, body: stored.body as Refund };
}

async function place(tx: Tx, ctx: Ctx, input: Input): Promise<Refund> {
  const ticket = await openTicketOfOrder(tx, input.orderNo);
  const ticketNumber = ticket?.number ?? input.ticketNumber;
  const refund = await requestRefund({
    ctx: { ...ctx, tx },
    input: { ...input, ...(ticketNumber ? { ticketNumber } : {}) },
  });
  if (input.ticketNumber) await requireTicketOfOrder(tx, input.ticketNumber, input.orderNo);
  await tellTicketOfRefund(tx, ctx, refund);
  return refund;
}
