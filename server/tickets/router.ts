import { z } from "zod";
import { locales } from "#server/diagnosis/schemas.ts";
import { listOrSearch } from "#server/search/index.ts";
import { settleRefund } from "#server/topup/index.ts";
import {
  type Refund,
  refundRequestSchema,
  refundSettlementSchema,
  type Topup,
  topupDecisionSchema,
  topupRequestSchema,
} from "#server/topup/schemas.ts";
import { router, staffProcedure } from "#server/trpc/init.ts";
import {
  checkProofs,
  decideOrderRefundOnce,
  decideOrderTopupOnce,
  getTicket,
  postMessage,
  queueCounts,
  refundOrderOnce,
  renewTicketLink,
  snoozeTicket,
  ticketRows,
  ticketRowsSchema,
  topUpOrderOnce,
  updateTicket,
  wakeTicket,
} from "./index.ts";
import { postMessageSchema, snoozeSchema, ticketListSchema, updateTicketSchema } from "./schemas.ts";

const number = z.string().min(1).max(40);
/** Made anew by the page for each attempt that a person starts, and the same for its repetitions. */
const key = z.string().min(16).max(64);

export const ticketsRouter = router({
  list: staffProcedure("tickets:read")
    .input(ticketListSchema)
    .query(({ ctx, input }) => listOrSearch({ ctx: ctx.caller, input })),
  /** The rows of tickets that a list shows already, as they are now. */
  rows: staffProcedure("tickets:read")
    .input(ticketRowsSchema)
    .query(({ ctx, input }) => ticketRows({ ctx: ctx.caller, input })),
  /** Sets a ticket aside until a time or an event. */
  snooze: staffProcedure("tickets:write")
    .input(snoozeSchema.safeExtend({ number }))
    .mutation(({ ctx, input }) => snoozeTicket({ ctx: ctx.caller, input })),
  wake: staffProcedure("tickets:write")
    .input(z.object({ number }))
    .mutation(({ ctx, input }) => wakeTicket({ ctx: ctx.caller, input })),
  counts: staffProcedure("tickets:read").query(({ ctx }) => queueCounts({ ctx: ctx.caller })),
  get: staffProcedure("tickets:read")
    .input(z.object({ number, locale: z.enum(locales) }))
    .query(({ ctx, input }) => getTicket({ ctx: ctx.caller, input })),
  /** What the ticket's pictures say beside what gateway and platform say. */
  proofs: staffProcedure("tickets:read")
    .input(z.object({ number }))
    .query(({ ctx, input }) => checkProofs({ ctx: ctx.caller, input })),
  update: staffProcedure("tickets:write")
    .input(updateTicketSchema.extend({ number }))
    .mutation(({ ctx, input }) => updateTicket({ ctx: ctx.caller, input })),
  postMessage: staffProcedure("tickets:write")
    .input(postMessageSchema.extend({ number }))
    .mutation(({ ctx, input }) => postMessage({ ctx: ctx.caller, input })),
  /** Makes every link given out before worthless. Staff do not get the new one: its customer does. */
  renewLink: staffProcedure("tickets:write")
    .input(z.object({ number }))
    .mutation(({ ctx, input }) => renewTicketLink({ ctx: ctx.caller, input })),
  /** Asks for an order to be credited; repeated under the same key it answers what it answered. */
  topUp: staffProcedure("topups:request")
    .input(z.object({ orderNo: z.string().min(1).max(128), key, request: topupRequestSchema }))
    .mutation(async ({ ctx, input: { orderNo, key: idempotencyKey, request: asked } }): Promise<Topup> => {
      const request = { method: "tRPC", path: `tickets.topUp/${orderNo}`, body: asked };
      const input = { ...asked, orderNo };
      return (await topUpOrderOnce({ ctx: ctx.caller, key: idempotencyKey, request, input })).body;
    }),
  /** Approves or rejects one that waits. Who asked may take it back with the first of the two permissions. */
  decideTopup: staffProcedure("topups:request")
    .input(z.object({ id: z.string().min(1).max(64), key, decision: topupDecisionSchema }))
    .mutation(async ({ ctx, input: { id, key: idempotencyKey, decision } }): Promise<Topup> => {
      const request = { method: "tRPC", path: `tickets.decideTopup/${id}`, body: decision };
      const input = { ...decision, id };
      return (await decideOrderTopupOnce({ ctx: ctx.caller, key: idempotencyKey, request, input })).body;
    }),
  /** Asks for a payment of an order to go back; repeated under the same key it answers what it answered. */
  refund: staffProcedure("refunds:request")
    .input(z.object({ orderNo: z.string().min(1).max(128), key, request: refundRequestSchema }))
    .mutation(async ({ ctx, input: { orderNo, key: idempotencyKey, request: asked } }): Promise<Refund> => {
      const request = { method: "tRPC", path: `tickets.refund/${orderNo}`, body: asked };
      const input = { ...asked, orderNo };
      return (await refundOrderOnce({ ctx: ctx.caller, key: idempotencyKey, request, input })).body;
    }),
  decideRefund: staffProcedure("refunds:request")
    .input(z.object({ id: z.string().min(1).max(64), key, decision: topupDecisionSchema }))
    .mutation(async ({ ctx, input: { id, key: idempotencyKey, decision } }): Promise<Refund> => {
      const request = { method: "tRPC", path: `tickets.decideRefund/${id}`, body: decision };
      const input = { ...decision, id };
      return (await decideOrderRefundOnce({ ctx: ctx.caller, key: idempotencyKey, request, input })).body;
    }),
  /** Says how a refund ended that a person made, or made sure of. */
  settleRefund: staffProcedure("refunds:request")
    .input(z.object({ id: z.string().min(1).max(64), settlement: refundSettlementSchema }))
    .mutation(({ ctx, input: { id, settlement } }) => settleRefund({ ctx: ctx.caller, input: { ...settlement, id } })),
});
