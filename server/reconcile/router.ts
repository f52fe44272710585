import { z } from "zod";
import { askGateway, refreshPayments } from "#server/payments/index.ts";
import { router, staffProcedure } from "#server/trpc/init.ts";
import {
  confirmWriteOffOnce,
  gatewayWordsOf,
  getMoneyItem,
  listMoneyItems,
  resolveMoneyItemOnce,
  saveRepairSettings,
} from "./index.ts";
import {
  confirmItemSchema,
  type ItemResult,
  moneyItemListSchema,
  repairSettingsSchema,
  resolveItemSchema,
} from "./schemas.ts";

const id = z.string().min(1).max(64);
/** Made anew by the page for each attempt that a person starts, and the same for its repetitions. */
const key = z.string().min(16).max(64);

export const moneyRouter = router({
  list: staffProcedure("trace:read")
    .input(moneyItemListSchema)
    .query(({ ctx, input }) => listMoneyItems({ ctx: ctx.caller, input })),
  get: staffProcedure("trace:read")
    .input(z.object({ id }))
    .query(({ ctx, input }) => getMoneyItem({ ctx: ctx.caller, input })),
  /** What the gateways said last of the payments behind an item. */
  gateway: staffProcedure("trace:read")
    .input(z.object({ id }))
    .query(({ ctx, input }) => gatewayWordsOf({ ctx: ctx.caller, input })),
  /** Asks the gateways of an item's order, or of its payment, what they say now. */
  ask: staffProcedure("trace:read")
    .input(z.object({ id }))
    .mutation(async ({ ctx, input }) => {
      const { orderNo, channel, outTradeNo } = await getMoneyItem({ ctx: ctx.caller, input });
      if (orderNo) await refreshPayments({ ctx: ctx.caller, orderNo, maxAgeMs: 0, insist: true });
      else if (channel && outTradeNo) await askGateway({ ctx: ctx.caller, channel, outTradeNo, insist: true });
      return getMoneyItem({ ctx: ctx.caller, input });
    }),
  /** What is shared: apply and refund check their own permission, writing off needs `topups:approve`. */
  resolve: staffProcedure("topups:request")
    .input(z.object({ id, key, wish: resolveItemSchema }))
    .mutation(async ({ ctx, input: { id: item, key: idempotencyKey, wish } }): Promise<ItemResult> => {
      const request = { method: "tRPC", path: `money.resolve/${item}`, body: wish };
      const stored = await resolveMoneyItemOnce({
        ctx: ctx.caller,
        key: idempotencyKey,
        request,
        input: { ...wish, id: item },
      });
      return stored.body;
    }),
  saveRepair: staffProcedure("channels:write")
    .input(repairSettingsSchema)
    .mutation(({ ctx, input }) => saveRepairSettings({ ctx: ctx.caller, input })),
  /** Who proposed may take it back with the first of the two permissions. */
  confirm: staffProcedure("topups:request")
    .input(z.object({ id, key, answer: confirmItemSchema }))
    .mutation(async ({ ctx, input: { id: item, key: idempotencyKey, answer } }): Promise<ItemResult> => {
      const request = { method: "tRPC", path: `money.confirm/${item}`, body: answer };
      const stored = await confirmWriteOffOnce({
        ctx: ctx.caller,
        key: idempotencyKey,
        request,
        input: { ...answer, id: item },
      });
      return stored.body;
    }),
});
