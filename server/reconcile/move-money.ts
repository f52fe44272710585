import type { Tx } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { resolveItem } from "#server/payments/index.ts";
import type { MoneyItemKind } from "#server/payments/schemas.ts";
import { refundOrder, topUpOrder } from "#server/tickets/index.ts";
import { carryRefund, carryTopup, getRefund, getTopup } from "#server/topup/index.ts";
import type { ReasonCode } from "#server/topup/schemas.ts";
import { changeItem } from "./act-on-item.ts";
import { outstanding } from "./items.ts";
import type { ItemRow } from "./queue.ts";
import { readFacts } from "./read-facts.ts";
import type { ItemResult, ResolveItemInput } from "./schemas.ts";
import { stir } from "./watch.ts";

export type Moved = NonNullable<ItemResult["moved"]>;

/** What an item is about, as a reason. */
const reasons: Partial<Record<MoneyItemKind, ReasonCode>> = {
  paid_no_callback: "CB_MISSING",
  amount_differs: "CB_AMOUNT_MISMATCH",
  paid_twice: "ORD_DUP_PAYMENT",
  paid_after_close: "PAY_CLOSED",
};

/**
 * Credits or refunds the order of an item, by the verbs that the desk uses. The item ends with it when the money has found its
 * place; while a second person, the platform or a gateway is waited for it stays, and ends by itself later.
 */
export async function moveMoney(
  tx: Tx,
  ctx: Ctx,
  item: ItemRow,
  action: "apply" | "refund",
  wish: Pick<ResolveItemInput, "amountFen" | "reasonCode" | "note">,
): Promise<Moved> {
  const { orderNo, outTradeNo } = item;
  if (!orderNo) throw new Error("An item without an order offers to move its money");
  const inside = { ...ctx, tx };
  const request = {
    orderNo,
    reasonCode: wish.reasonCode ?? reasons[item.kind] ?? ("CR_NOT_CREDITED" as const),
    ...(wish.amountFen ? { amountFen: wish.amountFen } : {}),
    ...(wish.note ? { note: wish.note } : {}),
  };
  const moved: Moved =
    action === "apply"
      ? { kind: "topup", ...pick(await topUpOrder({ ctx: inside, input: request })) }
      : {
          kind: "refund",
          ...pick(await refundOrder({ ctx: inside, input: { ...request, ...ofPayment(item, outTradeNo) } })),
        };
  await stir(tx, orderNo, ctx.clock.now());
  if (moved.state === "succeeded" && (await nothingOpen(tx, ctx, orderNo))) {
    await resolveItem(tx, ctx, { id: item.id }, action === "apply" ? "applied" : "refunded", wish.note ?? null);
    return moved;
  }
  await changeItem(tx, ctx, item, {
    set: { detail: { ...item.detail, began: action, movedId: moved.id } },
    action: "money.item_acted",
    data: { action, movedId: moved.id, state: moved.state },
  });
  return moved;
}

/** An item about a whole order names its oldest payment; one about a payment names that one. */
const ofPayment = (item: ItemRow, outTradeNo: string | null) =>
  outTradeNo && item.kind !== "order_stuck" ? { paymentNo: outTradeNo } : {};

const pick = <S>(row: { id: string; state: S; amountFen: number }) => ({
  id: row.id,
  state: row.state,
  amountFen: row.amountFen,
});

async function nothingOpen(tx: Tx, ctx: Ctx, orderNo: string): Promise<boolean> {
  const known = await readFacts({ ...ctx, tx }, orderNo);
  return known !== undefined && outstanding(known.facts) === 0;
}

/** Carries out what a transaction left to the platform or a gateway. Outside transactions only. */
export async function carryMoney(ctx: Ctx, moved: Moved): Promise<Moved> {
  if (moved.state !== "executing") return moved;
  const done =
    moved.kind === "topup"
      ? await carryTopup(ctx, await getTopup({ ctx, input: { id: moved.id } }))
      : await carryRefund(ctx, await getRefund({ ctx, input: { id: moved.id } }));
  return { ...moved, state: done.state };
}
