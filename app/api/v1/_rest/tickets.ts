import { z } from "zod";
import { systemContext } from "#server/core/context.ts";
import { getTicket, listTickets, postMessage, updateTicket } from "#server/tickets/index.ts";
import {
  postMessageSchema,
  ticketListSchema,
  ticketSchema,
  ticketSummarySchema,
  updateTicketSchema,
} from "#server/tickets/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./vocabulary.ts";

const byNumber = z.object({ number: z.string().min(1).max(40) });
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
      "A queue, narrowed and sorted. `metric` with `from` and `to` lists the tickets behind one number of the metrics.",
    query: ticketListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(ticketSummarySchema) } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await listTickets({ ctx, input: query }) };
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
    async run({ ctx, params }) {
      return { status: 200, body: await getTicket({ ctx, input: params }) };
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
      422: ["STATUS_NOT_ALLOWED", "ASSIGNEE_UNKNOWN", "SNOOZE_IN_THE_PAST"],
    },
    async run({ ctx, params, body }) {
      await updateTicket({ ctx, input: { ...params, ...body } });
      // Whoever may change a ticket sees what it became, though a key without `tickets:read` sees no more than that.
      const ticket = await getTicket({ ctx: systemContext("tickets:changed", ctx.clock), input: params });
      return { status: 200, body: ticketSummarySchema.parse(ticket) };
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
    problems: { 404: ["TICKET_NOT_FOUND"], 409: ["TICKET_CLOSED"], 422: ["ATTACHMENT_NOT_USABLE"] },
    async run({ ctx, params, body }) {
      return { status: 201, body: await postMessage({ ctx, input: { ...params, ...body } }) };
    },
  }),
];
