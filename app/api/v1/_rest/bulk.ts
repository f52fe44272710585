import { z } from "zod";
import { getBulk, listBulk, snoozeTicket, startBulk, undoBulk, wakeTicket } from "#server/tickets/index.ts";
import { bulkSchema, snoozeEvents, snoozeSchema, startBulkSchema } from "#server/tickets/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const byNumber = z.object({ number: z.string().min(1).max(40) });

export const bulkEndpoints: Endpoint[] = [
  endpoint({
    method: "post",
    path: "/tickets/bulk",
    operationId: "startBulk",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Do one thing to many tickets",
    description:
      "Up to 1,000 tickets, named one by one or by a list as it is now. A job does each by the ordinary rules and as the caller; `GET /bulk/{id}` says what came of each. Replies and macros wait 10 seconds, in which they can be stopped. `topup` asks for each order to be credited, through the same gate and second person as one by one; it needs `topups:request`, and is never undone.",
    body: startBulkSchema,
    bodyExample: { view: "unassigned", action: { kind: "update", priority: "high", addTags: ["outage"] } },
    answers: {
      202: {
        description: "The work has begun.",
        schema: z.object({ id: z.string(), total: z.number().int(), runAt: z.string() }),
      },
    },
    problems: { 404: ["VIEW_NOT_FOUND"], 422: ["TICKETS_UNKNOWN", "TOO_MANY_TICKETS", "NOTHING_TO_DO"] },
    async run({ ctx, body }) {
      return { status: 202, body: await startBulk({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/bulk",
    operationId: "listBulk",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "The caller's last pieces of work on many tickets",
    answers: { 200: { description: "Newest first, without rows.", schema: z.object({ items: z.array(bulkSchema) }) } },
    async run({ ctx }) {
      return { status: 200, body: await listBulk({ ctx }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/bulk/{id}",
    operationId: "getBulk",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "What became of each ticket in a piece of work",
    params: byId,
    answers: { 200: { description: "The work with a result for each ticket.", schema: bulkSchema } },
    problems: { 404: ["BULK_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await getBulk({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/bulk/{id}/undo",
    operationId: "undoBulk",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Stop a piece of work and put back what it changed",
    description:
      "Tickets that were changed since stay as they are, and replies that were sent stay sent. `id` is that of the work that puts back, null when nothing was to be put back.",
    params: byId,
    answers: {
      202: { description: "Stopped.", schema: z.object({ id: z.string().nullable(), total: z.number().int() }) },
    },
    problems: { 404: ["BULK_NOT_FOUND"], 409: ["NOT_UNDOABLE"] },
    async run({ ctx, params }) {
      return { status: 202, body: await undoBulk({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/tickets/{number}/snooze",
    operationId: "snoozeTicket",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Set a ticket aside until a time or an event",
    description:
      "`event` waits for a verified callback, a credit, a refund or the customer's reply; without `until` 14 days at the most. A message of the customer brings the ticket back in any case.",
    params: byNumber,
    body: snoozeSchema,
    bodyExample: { event: "callback" },
    answers: {
      200: {
        description: "Until when it is set aside.",
        schema: z.object({
          ...{ number: z.string(), version: z.number().int(), until: z.string() },
          event: z.enum(snoozeEvents).nullable(),
        }),
      },
    },
    problems: {
      404: ["TICKET_NOT_FOUND"],
      409: ["VERSION_CONFLICT", "TICKET_CLOSED", "ALREADY_SO"],
      422: ["SNOOZE_IN_THE_PAST", "SNOOZE_NEEDS_ORDER"],
    },
    async run({ ctx, params, body }) {
      return { status: 200, body: await snoozeTicket({ ctx, input: { ...body, ...params } }) };
    },
  }),
  endpoint({
    method: "delete",
    path: "/tickets/{number}/snooze",
    operationId: "wakeTicket",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Take a ticket up again that was set aside",
    params: byNumber,
    answers: {
      200: {
        description: "The ticket's version.",
        schema: z.object({ number: z.string(), version: z.number().int() }),
      },
    },
    problems: { 404: ["TICKET_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await wakeTicket({ ctx, input: params }) };
    },
  }),
];
