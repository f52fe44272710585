import { z } from "zod";
import { causeCodes } from "#server/diagnosis/schemas.ts";

/** The word in addresses for what has no channel, no assignee, or no ticket at all. */
export const NONE = "none";

/** Only tickets of one cause, channel, assignee or queue; the word `none` for those that have none. */
export const sliceSchema = z.object({
  cause: z.enum([...causeCodes, NONE]).optional(),
  channel: z.string().min(1).max(64).optional(),
  agent: z.string().min(1).max(64).optional(),
  queue: z.string().min(1).max(64).optional(),
});
export type SliceInput = z.input<typeof sliceSchema>;
