import { z } from "zod";
import { fenSchema } from "#server/core/money.ts";
import { correctionViewSchema, riskProfileSchema } from "./profile-schemas.ts";
import { riskEffects, riskHitSchema } from "./rule-schemas.ts";

/** Somebody's risk as staff see it. */
export const customerRiskSchema = riskProfileSchema.extend({
  /** False when nobody ever told of them. */
  known: z.boolean(),
  /** What a payment of this sum would meet now. */
  tried: z.object({
    amountFen: fenSchema,
    effect: z.enum(riskEffects).nullable(),
    hits: z.array(riskHitSchema),
  }),
  paidTodayFen: fenSchema,
  /** Orders of the last year. */
  orders: z.number().int(),
  lastOrderAt: z.string().nullable(),
  corrections: z.array(correctionViewSchema),
});
export type CustomerRisk = z.output<typeof customerRiskSchema>;
