import { z } from "zod";
import { appealSchema, appealSummarySchema } from "#server/appeals/schemas.ts";
import { billSchema } from "#server/bills/schemas.ts";
import { announcementSchema, channelSettingSchema, publicChannelSchema } from "#server/channels/schemas.ts";
import { diagnosisViewSchema } from "#server/diagnosis/schemas.ts";
import { complaintSchema, gatewayCaseSchema } from "#server/disputes/schemas.ts";
import { deliverySchema } from "#server/notifications/schemas.ts";
import { traceSchema } from "#server/orders/schemas.ts";
import { callbackSchema, callbackSummarySchema } from "#server/payments/schemas.ts";
import { moneyItemSchema } from "#server/reconcile/schemas.ts";
import { keptPrecheckSchema } from "#server/risk/schemas.ts";
import { attachmentSchema, openedTicketSchema, ticketSchema, ticketSummarySchema } from "#server/tickets/schemas.ts";
import { commandSchema, commandSummarySchema, refundSchema, topupSchema } from "#server/topup/schemas.ts";
import type { SchemaBook } from "./json-schema.ts";

/** Shapes that only the REST surface and its description need. */

export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

export const receiptSchema = z.object({
  accepted: z.number().int(),
  duplicates: z.number().int(),
  rejected: z.array(
    z.object({ index: z.number().int(), id: z.string().nullable(), code: z.string(), message: z.string() }),
  ),
});

/** One page of a list. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** Gives the shapes that appear in several places their names. */
export function nameSchemas(book: SchemaBook): void {
  const named: Record<string, z.ZodType> = {
    Problem: problemSchema,
    Receipt: receiptSchema,
    Channel: publicChannelSchema,
    ChannelSetting: channelSettingSchema,
    Announcement: announcementSchema,
    Diagnosis: diagnosisViewSchema,
    Precheck: keptPrecheckSchema,
    OpenedTicket: openedTicketSchema,
    Attachment: attachmentSchema,
    TicketSummary: ticketSummarySchema,
    Ticket: ticketSchema,
    Trace: traceSchema,
    Topup: topupSchema,
    Refund: refundSchema,
    MoneyItem: moneyItemSchema,
    CallbackSummary: callbackSummarySchema,
    Callback: callbackSchema,
    CommandSummary: commandSummarySchema,
    Command: commandSchema,
    GatewayCase: gatewayCaseSchema,
    Complaint: complaintSchema,
    Bill: billSchema,
    Notice: deliverySchema,
    Appeal: appealSchema,
    AppealSummary: appealSummarySchema,
  };
  for (const [id, schema] of Object.entries(named)) book.name(id, schema);
}
