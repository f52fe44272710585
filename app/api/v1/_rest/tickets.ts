import { z } from "zod";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { listOrSearch } from "#server/search/index.ts";
import {
  checkProofs,
  getTicket,
  linkTicketOrder,
  postMessage,
  queueCounts,
  renewTicketLink,
  updateTicket,
} from "#server/tickets/index.ts";
import {
  postMessageSchema,
  proofCheckSchema,
  type TicketSummary,
  ticketListSchema,
  ticketQueues,
  ticketSchema,
  ticketSummarySchema,
  updateTicketSchema,
} from "#server/tickets/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./vocabulary.ts";

const byNumber = z.object({ number: z.string().min(1).max(40) });
const countsSchema = z.record(z.enum(ticketQueues), z.number().int());
const proofChecksSchema = z.object({ items: z.array(proofCheckSchema) });
const whole = { description: "The ticket.", schema: ticketSchema };

export const ticketEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/tickets",
    operationId: "listTickets",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "List tickets",
    description:
      "A queue, narrowed and sorted. With `q` the tickets that are found by it (see `/search`), in that order. `metric` with `from` and `to` lists the tickets behind one number of the metrics.",
    query: ticketListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(ticketSummarySchema) } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await listOrSearch({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/queues",
    operationId: "countQueues",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "How many tickets each queue has",
    answers: { 200: { description: "A number for each queue.", schema: countsSchema } },
    async run({ ctx }) {
      return { status: 200, body: await queueCounts({ ctx }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/tickets/{number}",
    operationId: "getTicket",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "Read a ticket",
    params: byNumber,
    answers: { 200: whole },
    problems: { 404: ["TICKET_NOT_FOUND"] },
    async run({ ctx, params, request, locale }) {
      const language = request.headers.has("accept-language") ? { locale } : {};
      return { status: 200, body: await getTicket({ ctx, input: { ...params, ...language } }) };
    },
  }),
  endpoint({
    method: "patch",
    path: "/tickets/{number}",
    operationId: "updateTicket",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Change a ticket",
    description: "`version` is the one that was read: when somebody changed the ticket since, nothing is written.",
    params: byNumber,
    body: updateTicketSchema,
    bodyExample: { status: "open", priority: "high", version: 1 },
    answers: { 200: { description: "The ticket as it is now.", schema: ticketSummarySchema } },
    problems: {
      404: ["TICKET_NOT_FOUND"],
      409: ["VERSION_CONFLICT", "ORDER_HAS_OPEN_TICKET"],
      422: ["STATUS_NOT_ALLOWED", "ASSIGNEE_UNKNOWN", "SNOOZE_IN_THE_PAST", "FIELDS_REQUIRED"],
    },
    async run({ ctx, params, body }) {
      await updateTicket({ ctx, input: { ...params, ...body } });
      return { status: 200, body: await summaryOf(ctx, params) };
    },
  }),
  endpoint({
    method: "post",
    path: "/tickets/{number}/messages",
    operationId: "postMessage",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Write to the customer, or an internal note",
    params: byNumber,
    body: postMessageSchema,
    bodyExample: { body: "已核实付款，正在为你补单。", visibility: "public" },
    answers: {
      201: { description: "The message as it stands in the ticket.", schema: ticketSchema.shape.messages.element },
    },
    problems: {
      404: ["TICKET_NOT_FOUND"],
      409: ["TICKET_CLOSED"],
      422: ["ATTACHMENT_NOT_USABLE", "MENTIONS_ARE_INTERNAL", "MENTION_UNKNOWN"],
    },
    async run({ ctx, params, body }) {
      return { status: 201, body: await postMessage({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/tickets/{number}/access-link",
    operationId: "renewTicketLink",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Replace a ticket's link",
    description:
      "Every link given out before stops working at once, also in browsers that it let in. Give the new one to the ticket's customer and to nobody else.",
    params: byNumber,
    answers: {
      200: {
        description: "The new link.",
        schema: z.object({ number: z.string(), accessUrl: z.string().nullable() }),
      },
    },
    problems: { 404: ["TICKET_NOT_FOUND"], 409: ["VERSION_CONFLICT"] },
    async run({ ctx, params }) {
      return { status: 200, body: await renewTicketLink({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/tickets/{number}/proofs",
    operationId: "checkProofs",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "Put a ticket's screenshots beside the records",
    description:
      "Field by field, what each picture says and what gateway and platform say now, and where the same proof was used elsewhere. A pointer for people, never proof: no charge state, gate or cause depends on it.",
    params: byNumber,
    answers: { 200: { description: "One check a picture, oldest first.", schema: proofChecksSchema } },
    problems: { 404: ["TICKET_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: { items: await checkProofs({ ctx, input: params }) } };
    },
  }),
  endpoint({
    method: "put",
    path: "/tickets/{number}/order",
    operationId: "linkOrder",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Say which order a ticket is about",
    description:
      "For a ticket whose customer named no order, or could not prove it: from then on it speaks for the order.",
    params: byNumber,
    body: z.object({ orderNo: z.string().trim().min(1).max(128), version: z.number().int().min(1) }),
    bodyExample: { orderNo: "DD20261123000001", version: 1 },
    answers: { 200: { description: "The ticket as it is now.", schema: ticketSummarySchema } },
    problems: {
      404: ["TICKET_NOT_FOUND", "ORDER_NOT_FOUND"],
      409: ["VERSION_CONFLICT", "TICKET_ALREADY_LINKED", "ORDER_HAS_OPEN_TICKET"],
    },
    async run({ ctx, params, body }) {
      await linkTicketOrder({ ctx, input: { ...params, ...body } });
      return { status: 200, body: await summaryOf(ctx, params) };
    },
  }),
];

/** Whoever may change a ticket sees what it became, though a key without `tickets:read` sees no more than that. */
async function summaryOf(ctx: Ctx, input: { number: string }): Promise<TicketSummary> {
  return ticketSummarySchema.parse(await getTicket({ ctx: systemContext("tickets", ctx.clock), input }));
}
