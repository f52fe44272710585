import { z } from "zod";
import { positiveFenSchema } from "#server/core/money.ts";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { listApprovals } from "./approvals.ts";
import { getMoneySettings, savePolicy } from "./policy.ts";
import { listTopups, previewTopup } from "./read.ts";
import { listRefunds, previewRefund } from "./refunds/read.ts";
import { explainRefundGate } from "./refunds/texts.ts";
import { type Refund, reasonCodes, savePolicySchema, type Topup, topupStates } from "./schemas.ts";
import { explainGate, type GateLocale } from "./texts.ts";

const locale = z.enum(["zh-CN", "en"]).default("zh-CN");
const orderNo = z.string().min(1).max(128);

const explained = (topup: Topup, language: GateLocale): Topup => ({
  ...topup,
  gate: explainGate(topup.gate, language),
});

const refundExplained = (refund: Refund, language: GateLocale): Refund => ({
  ...refund,
  gate: explainRefundGate(refund.gate, language),
});
const listInput = z.object({
  state: z.enum(topupStates).optional(),
  orderNo: orderNo.optional(),
  limit: z.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
  locale,
});

export const topupRouter = router({
  /** The gate as it stands now, check by check, in the reader's language. */
  preview: staffProcedure("trace:read")
    .input(
      z.object({
        orderNo,
        amountFen: positiveFenSchema.optional(),
        reasonCode: z.enum(reasonCodes).optional(),
        note: z.string().max(2_000).optional(),
        locale,
      }),
    )
    .query(async ({ ctx, input: { locale: language, note, ...input } }) => {
      const preview = await previewTopup({ ctx: ctx.caller, input: { ...input, ...(note ? { note } : {}) } });
      const live = preview.live && explained(preview.live, language);
      return { ...preview, gate: explainGate(preview.gate, language), live };
    }),
  /** Top-ups, newest first: those of one order, or all in one state. */
  list: staffProcedure("trace:read")
    .input(listInput)
    .query(async ({ ctx, input: { locale: language, ...input } }) => {
      const page = await listTopups({ ctx: ctx.caller, input });
      return { ...page, items: page.items.map((topup) => explained(topup, language)) };
    }),
  /** The gate before a refund as it stands now, and what of each payment may go back. */
  previewRefund: staffProcedure("trace:read")
    .input(
      z.object({
        orderNo,
        paymentNo: z.string().min(1).max(128).optional(),
        amountFen: positiveFenSchema.optional(),
        reasonCode: z.enum(reasonCodes).optional(),
        note: z.string().max(2_000).optional(),
        locale,
      }),
    )
    .query(async ({ ctx, input: { locale: language, note, ...input } }) => {
      const preview = await previewRefund({ ctx: ctx.caller, input: { ...input, ...(note ? { note } : {}) } });
      const live = preview.live && refundExplained(preview.live, language);
      return { ...preview, gate: explainRefundGate(preview.gate, language), live };
    }),
  refunds: staffProcedure("trace:read")
    .input(listInput)
    .query(async ({ ctx, input: { locale: language, ...input } }) => {
      const page = await listRefunds({ ctx: ctx.caller, input });
      return { ...page, items: page.items.map((refund) => refundExplained(refund, language)) };
    }),
  /** Everything that waits for a second person, who waits longest first. */
  approvals: staffProcedure("trace:read")
    .input(z.object({ locale }))
    .query(async ({ ctx, input: { locale: language } }) => {
      const waiting = await listApprovals({ ctx: ctx.caller });
      return waiting.map((each) =>
        each.kind === "topup"
          ? { ...each, topup: explained(each.topup, language) }
          : { ...each, refund: refundExplained(each.refund, language) },
      );
    }),
  /** Who may move how much money. */
  settings: staffProcedure("admin").query(({ ctx }) => getMoneySettings({ ctx: ctx.caller })),
  saveSettings: staffProcedure("admin")
    .input(savePolicySchema)
    .mutation(({ ctx, input }) => savePolicy({ ctx: ctx.caller, input })),
});
