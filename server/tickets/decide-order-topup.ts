import { type Tx, transact } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import {
  carryTopup,
  decideTopup,
  endStale,
  leavesStale,
  orderLock,
  prepareMoney,
  type StoredResponse,
  topupOrder,
  withIdempotency,
} from "#server/topup/index.ts";
import type { Topup, TopupDecision } from "#server/topup/schemas.ts";
import { tellTicketOfTopup } from "./tell-topup.ts";

type Decision = { id: string } & TopupDecision;

/**
 * Approves or rejects a top-up that waits for a second person, telling the customer and moving the ticket in the same
 * transaction.
 * @throws what `decideTopup` throws; then nothing was written, but that a request whose facts moved on is ended
 */
export async function decideOrderTopup({ ctx, input }: { ctx: Ctx; input: Decision }): Promise<Topup> {
  const orderNo = await topupOrder(input.id);
  const serializeOn = orderLock(orderNo);
  if (input.decision === "approve") await prepareMoney({ ctx, orderNo });
  try {
    return await carryTopup(ctx, await transact((tx) => decide(tx, ctx, input), { serializeOn }));
  } catch (error) {
    if (leavesStale(error)) await transact((tx) => end(tx, ctx, input.id), { serializeOn });
    throw error;
  }
}

/**
 * The same, done once for each Idempotency-Key: a repetition gets the stored response, a refusal among them.
 * @param request what was asked, as for `withIdempotency`
 * @throws what `withIdempotency` and {@link decideOrderTopup} throw
 */
export async function decideOrderTopupOnce(args: {
  ctx: Ctx;
  key: string;
  request: { method: string; path: string; body: unknown };
  input: Decision;
}): Promise<StoredResponse & { body: Topup }> {
  const { ctx, key, request, input } = args;
  const orderNo = await topupOrder(input.id);
  const stored = await withIdempotency({
    ctx,
    key,
    request,
    serializeOn: orderLock(orderNo),
    prepare: async () => {
      if (input.decision === "approve") await prepareMoney({ ctx, orderNo });
    },
    run: async (inner) => ({ status: 200, body: await decide(inner.tx, ctx, input) }),
    finish: (body) => carryTopup(ctx, body as Topup),
    afterRefusal: async (inner, error) => {
      if (leavesStale(error)) await end(inner.tx, ctx, input.id);
    },
  });
  return { ...stored, body: stored.body as Topup };
}

async function decide(tx: Tx, ctx: Ctx, input: Decision): Promise<Topup> {
  const topup = await decideTopup({ ctx: { ...ctx, tx }, input });
  await tellTicketOfTopup(tx, ctx, topup);
  return topup;
}

async function end(tx: Tx, ctx: Ctx, id: string): Promise<void> {
  const ended = await endStale(tx, ctx, id);
  if (ended) await tellTicketOfTopup(tx, ctx, ended);
}
