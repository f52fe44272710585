import { z } from "zod";
import { sliceSchema } from "../slice.ts";

/** What stands behind numbers that count no tickets: promises, credits, refunds, orders, promised calls, and five minutes of attempts. */
export const recordKinds = ["promise", "topup", "refund", "order", "call", "attempts"] as const;

export const recordsInputSchema = z.object({
  /** `promise`, `promise.resolution`, `promise.breached`, `promise.resolution.met`; the same of `work`; `recovered`, `refunded`, `paid_to_credited`, `wrong_credit`, `calls`, `calls.kept`, `attempts`, `failed`. */
  metric: z.string().max(60),
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  ...sliceSchema.shape,
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(300).optional(),
});
export type RecordsInput = z.input<typeof recordsInputSchema>;

export const recordSchema = z.object({
  id: z.string(),
  kind: z.enum(recordKinds),
  /** When it counts. */
  at: z.string(),
  /** The incident that the ticket of a promise belongs to. The promise counts all the same. */
  incident: z.string().nullable().optional(),
  ticketNumber: z.string().nullable(),
  orderNo: z.string().nullable(),
  /** A promise's clock; a credit's or refund's reason; a call's state; the channel of attempts. */
  what: z.string().nullable(),
  dueAt: z.string().nullable(),
  /** `met` or `breached`, of promises and calls. */
  outcome: z.enum(["met", "breached"]).nullable(),
  amountFen: z.number().int().nullable(),
  tookMs: z.number().int().nullable(),
  /** How many it stands for: attempts, or itself. */
  n: z.number().int(),
});
export type MetricRecord = z.output<typeof recordSchema>;
