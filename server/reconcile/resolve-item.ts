import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import type { Permission } from "#server/core/permissions.ts";
import { EVENTS_LOCK } from "#server/orders/index.ts";
import { askGateway, resolveItem } from "#server/payments/index.ts";
import { orderLock, prepareMoney, type StoredResponse, withIdempotency } from "#server/topup/index.ts";
import { takeItem } from "./act-on-item.ts";
import { needsTwo } from "./actions.ts";
import { linkPayment } from "./link-payment.ts";
import { carryMoney, moveMoney } from "./move-money.ts";
import { findItem, type ItemRow, viewOf } from "./queue.ts";
import { type ItemResult, type MoneyAction, type ResolveItemInput, resolveItemSchema } from "./schemas.ts";
import { proposeWriteOff } from "./write-off.ts";

type Input = { id: string } & ResolveItemInput;

const needs: Record<MoneyAction, Permission> = {
  apply: "topups:request",
  refund: "refunds:request",
  link: "topups:request",
  write_off: "topups:approve",
  dismiss: "topups:request",
};

/**
 * Does something about an item of the money queue. `apply` and `refund` go through the same verbs as at the desk, gate and second
 * person included; `link` ties an unknown payment to an order; `write_off`, and `dismiss` where money is behind the item, wait for
 * a second person; `dismiss` of an alert ends it.
 * @returns the item as it is now, and the top-up or refund that it led to
 * @throws DomainError 403 FORBIDDEN; 404 MONEY_ITEM_NOT_FOUND, ORDER_NOT_FOUND; 409 ALREADY_RESOLVED, VERSION_CONFLICT,
 *   PROPOSAL_WAITS, PAYMENT_TAKEN; 422 ACTION_NOT_POSSIBLE; and what `topUpOrder` and `refundOrder` throw; ZodError on bad input
 */
export async function resolveMoneyItem(args: { ctx: Ctx; input: Input }): Promise<ItemResult> {
  const { ctx } = args;
  const { item, input } = await readWish(ctx, args.input);
  await ask(ctx, item, input);
  const result = await transact((tx) => act(tx, ctx, input), lockOf(item, input.action));
  return carried(ctx, result);
}

/**
 * The same, done once for each Idempotency-Key: a repetition gets the stored response, a refusal among them.
 * @param request what was asked, as for `withIdempotency`
 * @throws what `withIdempotency` and {@link resolveMoneyItem} throw
 */
export async function resolveMoneyItemOnce(args: {
  ctx: Ctx;
  key: string | undefined;
  request: { method: string; path: string; body: unknown };
  input: Input;
}): Promise<StoredResponse & { body: ItemResult }> {
  const { ctx, key, request } = args;
  const { item, input } = await readWish(ctx, args.input);
  const stored = await withIdempotency({
    ctx,
    key,
    request,
    ...lockOf(item, input.action),
    prepare: () => ask(ctx, item, input),
    run: async (inner) => ({ status: 200, body: await act(inner.tx, ctx, input) }),
    finish: (body) => carried(ctx, body as ItemResult),
  });
  return { ...stored, body: stored.body as ItemResult };
}

/** Checks who asks and what for. */
async function readWish(ctx: Ctx, raw: Input): Promise<{ item: ItemRow; input: Input }> {
  const id = z.string().min(1).max(64).parse(raw.id);
  const input = { ...resolveItemSchema.parse(raw), id };
  authorize(ctx, needs[input.action]);
  return { item: await findItem(db, id), input };
}

/** Asks the gateways what the transaction will want to know: nothing outside is asked inside one. */
async function ask(ctx: Ctx, item: ItemRow, { action, version }: Input): Promise<void> {
  const { channel, outTradeNo, orderNo } = item;
  if (item.state !== "open" || item.version !== version) return;
  if ((action === "apply" || action === "refund") && orderNo) await prepareMoney({ ctx, orderNo });
  if (action === "link" && channel && outTradeNo) await askGateway({ ctx, channel, outTradeNo });
}

function lockOf(item: ItemRow, action: MoneyAction): { serializeOn: string } {
  if (action === "link") return { serializeOn: EVENTS_LOCK };
  return { serializeOn: item.orderNo ? orderLock(item.orderNo) : `item:${item.id}` };
}

async function act(tx: Tx, ctx: Ctx, input: Input): Promise<ItemResult> {
  const item = await takeItem(tx, input.id, input.action, input.version);
  const note = input.note || null;
  let moved: ItemResult["moved"] = null;
  if (input.action === "apply" || input.action === "refund")
    moved = await moveMoney(tx, ctx, item, input.action, input);
  else if (input.action === "link") await linkPayment(tx, ctx, item, { orderNo: input.orderNo ?? "", note });
  else if (needsTwo(item.kind, input.action)) {
    const { amountFen } = input;
    await proposeWriteOff(tx, ctx, item, {
      action: input.action,
      note: note ?? "",
      ...(amountFen ? { amountFen } : {}),
    });
  } else await resolveItem(tx, ctx, { id: item.id }, "dismissed", note);
  return { item: await viewOf(tx, await findItem(tx, item.id)), moved };
}

/** What the transaction left to the platform or a gateway is carried out now; the jobs bring to an end what is still open then. */
async function carried(ctx: Ctx, result: ItemResult): Promise<ItemResult> {
  if (result.moved?.state !== "executing") return result;
  const moved = await carryMoney(ctx, result.moved);
  return { item: await viewOf(db, await findItem(db, result.item.id)), moved };
}
