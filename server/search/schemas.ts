import { z } from "zod";
import { ticketSummarySchema } from "#server/tickets/schemas.ts";

/** How sure a find is, the surest first: a number whole, how one begins, how a phone or an account ends, words. */
export const searchGroups = ["exact", "prefix", "tail", "words"] as const;
export type SearchGroup = (typeof searchGroups)[number];

/** Where it was found. */
export const searchFields = [
  ...(["number", "orderNo", "paymentNo", "customerId", "target", "contact"] as const),
  ...(["description", "productName", "errorText", "tags", "fields", "message", "note"] as const),
] as const;
export type SearchField = (typeof searchFields)[number];

export const searchSchema = z.object({
  q: z.string().trim().min(1).max(200),
  limit: z.coerce.number().int().min(1).max(50).default(20),
  cursor: z.string().max(40).optional(),
});
export type SearchInput = z.output<typeof searchSchema>;

/** Where in `text` the words stand: from and to, in UTF-16 units. */
const markSchema = z.tuple([z.number().int(), z.number().int()]);
export type Mark = z.output<typeof markSchema>;

export const searchHitSchema = z.object({
  ticket: ticketSummarySchema,
  group: z.enum(searchGroups),
  field: z.enum(searchFields),
  /** What was found, as whoever asks may see it, with a little around it. */
  text: z.string(),
  marks: z.array(markSchema),
  /** The message it stands in. */
  messageId: z.string().nullable(),
});
export type SearchHit = z.output<typeof searchHitSchema>;

/** An order that a number is of, whether or not anybody wrote about it. */
const foundOrderSchema = z.object({
  orderNo: z.string(),
  productName: z.string(),
  amountFen: z.number().int(),
});
export type FoundOrder = z.output<typeof foundOrderSchema>;

export const searchPageSchema = z.object({
  items: z.array(searchHitSchema),
  nextCursor: z.string().nullable(),
  /** What was written before this was not looked at yet: ask again with the cursor. */
  searchedTo: z.string().nullable(),
  /** Nothing was looked for in texts: words need two characters. */
  tooShort: z.boolean(),
  /** On the first page, for those who may see traces: the order whose number, or a payment's number of it, was asked for whole. */
  order: foundOrderSchema.nullable(),
});
export type SearchPage = z.output<typeof searchPageSchema>;
