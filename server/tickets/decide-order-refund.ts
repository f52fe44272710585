import { type Tx, transact } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import {
  carryRefund,
  decideRefund,
  endStaleRefund,
  leavesStale,
  orderLock,
  prepareMoney,
  refundOrderNo,
  type StoredResponse,
  withIdempotency,
} from "#server/topup/index.ts";
import type { Refund, TopupDecision } from "#server/topup/schemas.ts";
import { tellTicketOfRefund } from "./tell-refund.ts";

type Decision = { id: string } & TopupDecision;

/**
 * Approves or rejects a refund that waits for a second person, telling the customer and moving the ticket in the same
 * transaction.
 * @throws what `decideRefund` throws; then nothing was written, but that a request whose facts moved on is ended
 */
export async function decideOrderRefund({ ctx, input }: { ctx: Ctx; input: Decision }): Promise<Refund> {
  const orderNo = await refundOrderNo(input.id);
  const serializeOn = orderLock(orderNo);
  if (input.decision === "approve") await prepareMoney({ ctx, orderNo });
  try {
    return await carryRefund(ctx, await transact((tx) => decide(tx, ctx, input), { serializeOn }));
  } catch (error) {
    if (leavesStale(error)) await transact((tx) => end(tx, ctx, input.id), { serializeOn });
    throw error;
  }
}

/**
 * The same, done once for each Idempotency-Key: a repetition gets the stored response, a refusal among them.
 * @param request what was asked, as for `withIdempotency`
 * @throws what `withIdempotency` and {@link decideOrderRefund} throw
 */
export async function decideOrderRefundOnce(args: {
  ctx: Ctx;
  key: string;
  request: { method: string; path: string; body: unknown };
  input: Decision;
}): Promise<StoredResponse & { body: Refund }> {
  const { ctx, key, request, input } = args;
  const orderNo = await refundOrderNo(input.id);
  const stored = await withIdempotency({
    ctx,
    key,
    request,
    serializeOn: orderLock(orderNo),
    prepare: async () => {
      if (input.decision === "approve") await prepareMoney({ ctx, orderNo });
    },
    run: async (inner) => ({ status: 200, body: await decide(inner.tx, ctx, input) }),
    finish: (body) => carryRefund(ctx, body as Refund),
    afterRefusal: async (inner, error) => {
      if (leavesStale(error)) await end(inner.tx, ctx, input.id);
    },
  });
  return { ...stored, body: stored.body as Refund };
}

async function decide(tx: Tx, ctx: Ctx, input: Decision): Promise<Refund> {
  const refund = await decideRefund({ ctx: { ...ctx, tx }, input });
  await tellTicketOfRefund(tx, ctx, refund);
  return refund;
}

async function end(tx: Tx, ctx: Ctx, id: string): Promise<void> {
  const ended = await endStaleRefund(tx, ctx, id);
  if (ended) await tellTicketOfRefund(tx, ctx, ended);
}
