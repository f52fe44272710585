import { type Tx, transact } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import {
  carryTopup,
  orderLock,
  prepareMoney,
  requestTopup,
  type StoredResponse,
  withIdempotency,
} from "#server/topup/index.ts";
import type { Topup, TopupRequest } from "#server/topup/schemas.ts";
import { requireTicketOfOrder, tellOfMoney } from "./order-ticket.ts";
import { openTicketOfOrder } from "./tell-ticket.ts";
import { newsOf } from "./tell-topup.ts";

type Input = { orderNo: string } & TopupRequest;

/**
 * Asks for an order to be credited and, in the same transaction, tells its customer and moves its open ticket. Works for
 * orders without a ticket too. Two agents at once: one credit, one message; the other gets the winner's record in the error.
 * Works in `ctx.tx` when there is one; then as for `requestTopup`.
 * @returns the top-up: `succeeded`, or `pending_approval` while a second person is needed; with a platform to command also
 *   `executing`, `unknown` or `failed`
 * @throws what `requestTopup` throws, and 422 TICKET_NOT_OF_ORDER when another ticket than one of this order is named; then
 *   nothing was written
 */
export async function topUpOrder({ ctx, input }: { ctx: Ctx; input: Input }): Promise<Topup> {
  if (ctx.tx) return place(ctx.tx, ctx, input);
  const { orderNo } = input;
  await prepareMoney({ ctx, orderNo });
  return carryTopup(ctx, await transact((tx) => place(tx, ctx, input), { serializeOn: orderLock(orderNo) }));
}

/**
 * The same, done once for each Idempotency-Key: a repetition gets the stored response, a refusal among them.
 * @param request what was asked, as for `withIdempotency`
 * @throws what `withIdempotency` and {@link topUpOrder} throw
 */
export async function topUpOrderOnce(args: {
  ctx: Ctx;
  key: string | undefined;
  request: { method: string; path: string; body: unknown };
  input: Input;
}): Promise<StoredResponse & { body: Topup }> {
  const { ctx, key, request, input } = args;
  const { orderNo } = input;
  const stored = await withIdempotency({
    ctx,
    key,
    request,
    serializeOn: orderLock(orderNo),
    prepare: () => prepareMoney({ ctx, orderNo }),
    run: async (inner) => ({ status: 201, body: await place(inner.tx, ctx, input) }),
    finish: (body) => carryTopup(ctx, body as Topup),
  });
  return { ...stored, body: stored.body as Topup };
}

async function place(tx: Tx, ctx: Ctx, input: Input): Promise<Topup> {
  const ticket = await openTicketOfOrder(tx, input.orderNo);
  const ticketNumber = ticket?.number ?? input.ticketNumber;
  const topup = await requestTopup({
    ctx: { ...ctx, tx },
    input: { ...input, ...(ticketNumber ? { ticketNumber } : {}) },
  });
  if (input.ticketNumber) await requireTicketOfOrder(tx, input.ticketNumber, input.orderNo);
  if (ticket) await tellOfMoney(tx, ctx, ticket, newsOf(ticket, topup));
  return topup;
}
