import { z } from "zod";

/** What a platform may say of an order's fulfilment: `none` means that nothing was handed to a supplier yet. */
export const upstreamStates = ["none", "submitted", "succeeded", "failed", "partial"] as const;
export type UpstreamState = (typeof upstreamStates)[number];

/** What is known of an order's fulfilment by asking. */
export const upstreamSchema = z.object({
  state: z.enum(upstreamStates).nullable(),
  answeredAt: z.string().nullable(),
});
