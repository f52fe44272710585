import { type Tx, transact } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { orderLock, prepareMoney, type StoredResponse, withIdempotency } from "#server/topup/index.ts";
import { requireTicketOfOrder } from "./order-ticket.ts";
import { openTicketOfOrder } from "./tell-ticket.ts";

type Asked = { orderNo: string; ticketNumber?: string | undefined };

/** One of the two ways in which an order's money moves, as its request sees it. */
type Movement<I extends Asked, T> = {
  /** Asks for it in `ctx.tx`. */
  request(args: { ctx: Ctx; input: I }): Promise<T>;
  /** What is outside the database and follows at once where one person is enough. */
  carry(ctx: Ctx, made: T): Promise<T>;
  /** Tells the order's ticket. */
  tell(tx: Tx, ctx: Ctx, made: T): Promise<void>;
};

/**
 * The request that an order's money moves, with its customer told and its open ticket moved in the same transaction. Works for
 * orders without a ticket too. Two agents at once: one movement, one message; the other gets the winner's record in the error.
 * @returns `ask`, which works in `ctx.tx` when there is one (then the caller prepares before and carries after), and throws what
 *   the movement's own request throws and 422 TICKET_NOT_OF_ORDER when another ticket than one of this order is named, with
 *   nothing written; and `askOnce`, the same once for each Idempotency-Key: a repetition gets the stored response
 */
export function requesting<I extends Asked, T>(movement: Movement<I, T>) {
  const place = async (tx: Tx, ctx: Ctx, input: I): Promise<T> => {
    const ticket = await openTicketOfOrder(tx, input.orderNo);
    const ticketNumber = ticket?.number ?? input.ticketNumber;
    const named = ticketNumber ? { ...input, ticketNumber } : input;
    const made = await movement.request({ ctx: { ...ctx, tx }, input: named });
    if (input.ticketNumber) await requireTicketOfOrder(tx, input.ticketNumber, input.orderNo);
    await movement.tell(tx, ctx, made);
    return made;
  };
  return {
    async ask({ ctx, input }: { ctx: Ctx; input: I }): Promise<T> {
      if (ctx.tx) return place(ctx.tx, ctx, input);
      const { orderNo } = input;
      await prepareMoney({ ctx, orderNo });
      return movement.carry(ctx, await transact((tx) => place(tx, ctx, input), { serializeOn: orderLock(orderNo) }));
    },
    async askOnce(args: {
      ctx: Ctx;
      key: string | undefined;
      request: { method: string; path: string; body: unknown };
      input: I;
    }): Promise<StoredResponse & { body: T }> {
      const { ctx, key, request, input } = args;
      const { orderNo } = input;
      const stored = await withIdempotency({
        ctx,
        key,
        request,
        serializeOn: orderLock(orderNo),
        prepare: () => prepareMoney({ ctx, orderNo }),
        run: async (inner) => ({ status: 201, body: await place(inner.tx, ctx, input) }),
        finish: (body) => movement.carry(ctx, body as T),
      });
      return { ...stored, body: stored.body as T };
    },
  };
}
