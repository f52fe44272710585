import { z } from "zod";
import { positiveFenSchema } from "#server/core/money.ts";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { listTopups, previewTopup } from "./read.ts";
import { reasonCodes, type Topup, topupStates } from "./schemas.ts";
import { explainGate, type GateLocale } from "./texts.ts";

const locale = z.enum(["zh-CN", "en"]).default("zh-CN");
const orderNo = z.string().min(1).max(128);

const explained = (topup: Topup, language: GateLocale): Topup => ({
  ...topup,
  gate: explainGate(topup.gate, language),
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
    .input(
      z.object({
        state: z.enum(topupStates).optional(),
        orderNo: orderNo.optional(),
        limit: z.number().int().min(1).max(100).default(50),
        cursor: z.string().max(200).optional(),
        locale,
      }),
    )
    .query(async ({ ctx, input: { locale: language, ...input } }) => {
      const page = await listTopups({ ctx: ctx.caller, input });
      return { ...page, items: page.items.map((topup) => explained(topup, language)) };
    }),
});
