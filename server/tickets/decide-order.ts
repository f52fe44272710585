import { type Tx, transact } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { leavesStale, orderLock, prepareMoney, type StoredResponse, withIdempotency } from "#server/topup/index.ts";
import type { TopupDecision } from "#server/topup/schemas.ts";

export type Decision = { id: string } & TopupDecision;

/** One of the two ways in which an order's money moves, as its decision sees it. */
type Movement<T> = {
  /** The order that a request is about. */
  orderOf(id: string): Promise<string>;
  /** Decides in `ctx.tx`. */
  decide(args: { ctx: Ctx; input: Decision }): Promise<T>;
  /** What is outside the database and follows an approval. */
  carry(ctx: Ctx, decided: T): Promise<T>;
  /** Ends a request whose facts moved on. */
  endStale(tx: Tx, ctx: Ctx, id: string): Promise<T | undefined>;
  /** Tells the order's ticket. */
  tell(tx: Tx, ctx: Ctx, decided: T): Promise<void>;
};

/**
 * The decision about a request that waits for a second person, with the customer told and the ticket moved in the same
 * transaction.
 * @returns `decide`, which throws what the movement's own decision throws (then nothing was written, but that a request whose
 *   facts moved on is ended), and `decideOnce`, the same once for each Idempotency-Key: a repetition gets the stored response
 */
export function deciding<T>(movement: Movement<T>) {
  const work = async (tx: Tx, ctx: Ctx, input: Decision): Promise<T> => {
    const decided = await movement.decide({ ctx: { ...ctx, tx }, input });
    await movement.tell(tx, ctx, decided);
    return decided;
  };
  const end = async (tx: Tx, ctx: Ctx, id: string): Promise<void> => {
    const ended = await movement.endStale(tx, ctx, id);
    if (ended) await movement.tell(tx, ctx, ended);
  };
  const prepare = async (ctx: Ctx, input: Decision, orderNo: string): Promise<void> => {
    if (input.decision === "approve") await prepareMoney({ ctx, orderNo });
  };
  return {
    async decide({ ctx, input }: { ctx: Ctx; input: Decision }): Promise<T> {
      const orderNo = await movement.orderOf(input.id);
      const serializeOn = orderLock(orderNo);
      await prepare(ctx, input, orderNo);
      try {
        return await movement.carry(ctx, await transact((tx) => work(tx, ctx, input), { serializeOn }));
      } catch (error) {
        if (leavesStale(error)) await transact((tx) => end(tx, ctx, input.id), { serializeOn });
        throw error;
      }
    },
    async decideOnce(args: {
      ctx: Ctx;
      key: string;
      request: { method: string; path: string; body: unknown };
      input: Decision;
    }): Promise<StoredResponse & { body: T }> {
      const { ctx, key, request, input } = args;
      const orderNo = await movement.orderOf(input.id);
      const stored = await withIdempotency({
        ctx,
        key,
        request,
        serializeOn: orderLock(orderNo),
        prepare: () => prepare(ctx, input, orderNo),
        run: async (inner) => ({ status: 200, body: await work(inner.tx, ctx, input) }),
        finish: (body) => movement.carry(ctx, body as T),
        afterRefusal: async (inner, error) => {
          if (leavesStale(error)) await end(inner.tx, ctx, input.id);
        },
      });
      return { ...stored, body: stored.body as T };
    },
  };
}
