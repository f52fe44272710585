import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { z } from "zod";
import {
  endSessions,
  eraseCustomer,
  exportCustomer,
  getRetention,
  listErasures,
  listReveals,
  mineOf,
  revealField,
  saveRetention,
} from "#server/customers/index.ts";
import {
  eraseCustomerSchema,
  erasureSchema,
  retentionViewSchema,
  revealedSchema,
  revealListSchema,
  revealRowSchema,
  revealSchema,
  saveRetentionSchema,
} from "#server/customers/schemas.ts";
import { noStore } from "#server/http/index.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./vocabulary.ts";

const byId = z.object({ id: eraseCustomerSchema.shape.customerId });

const overviewSchema = z.object({
  orders: z.array(
    z.object({
      orderNo: z.string(),
      productName: z.string(),
      amountFen: z.number().int(),
      status: z.string(),
      createdAt: z.iso.datetime(),
    }),
  ),
  tickets: z.array(
    z.object({
      number: z.string(),
      orderNo: z.string().nullable(),
      status: z.string(),
      openedAt: z.iso.datetime(),
    }),
  ),
  runs: z.array(
    z.object({
      id: z.string(),
      orderNo: z.string().nullable(),
      waitUntil: z.iso.datetime().nullable(),
      createdAt: z.iso.datetime(),
    }),
  ),
});

export const customerEndpoints: Endpoint[] = [
  endpoint({
    method: "post",
    path: "/reveals",
    operationId: "revealContact",
    tag: "Customers",
    access: ["pii:reveal"],
    summary: "Be shown one contact in plain",
    description:
      "Members of the staff see contacts masked. This gives one of them, and writes down who asked and why; at most 30 an hour for each person or key.",
    body: revealSchema,
    bodyExample: { subject: "ticket:T20261101000001", field: "contact", reason: "call_back" },
    answers: { 201: { description: "The contact.", schema: revealedSchema } },
    problems: {
      404: ["TICKET_NOT_FOUND", "MESSAGE_NOT_FOUND", "APPEAL_NOT_FOUND", "CUSTOMER_NOT_FOUND", "CONTACT_NOT_FOUND"],
      429: ["TOO_MANY_REVEALS"],
    },
    async run({ ctx, body }) {
      return { status: 201, body: await revealField({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/reveals",
    operationId: "listReveals",
    tag: "Customers",
    access: ["reveals:read"],
    summary: "List who was shown which contact",
    description: "The newest first, with the reason that was given; what was shown is not kept.",
    query: revealListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(revealRowSchema) } },
    async run({ ctx, query }) {
      return { status: 200, body: await listReveals({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/customers/{id}/overview",
    operationId: "customerOverview",
    tag: "Customers",
    access: ["tickets:read"],
    summary: "What a customer has here",
    description: "As their own page shows it: orders, tickets and unfinished checks, the newest 30 of each.",
    params: byId,
    answers: { 200: { description: "Empty lists for a customer of whom nothing is known.", schema: overviewSchema } },
    async run({ ctx, params }) {
      const { orders, tickets, runs } = await mineOf({ ctx, input: { customerId: params.id } });
      const text = (at: Date) => at.toISOString();
      const body = {
        orders: orders.map((order) => ({ ...order, createdAt: text(order.createdAt) })),
        tickets: tickets.map((ticket) => ({ ...ticket, openedAt: text(ticket.openedAt) })),
        runs: runs.map(({ waitUntil, createdAt, ...run }) => ({
          ...run,
          waitUntil: waitUntil && text(waitUntil),
          createdAt: text(createdAt),
        })),
      };
      return { status: 200, body };
    },
  }),
  endpoint({
    method: "delete",
    path: "/customers/{id}/sessions",
    operationId: "endCustomerSessions",
    tag: "Customers",
    access: ["tickets:write"],
    summary: "Sign a customer out everywhere",
    description: "Ends every session that a hand-over began, in all browsers. Ticket links are replaced one by one.",
    params: byId,
    answers: { 200: { description: "How many were ended.", schema: z.object({ ended: z.number().int() }) } },
    async run({ ctx, params }) {
      return { status: 200, body: await endSessions({ ctx, input: { customerId: params.id } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/customers/{id}/export",
    operationId: "exportCustomer",
    tag: "Customers",
    access: ["customers:erase"],
    summary: "Give out what is kept of a customer",
    description:
      "A zip with `data.json` and the files that they uploaded. What colleagues wrote for themselves, the rules of risk and what belongs to others is not in it.",
    params: byId,
    answers: { 200: { description: "The zip file.", mediaType: "application/zip" } },
    problems: { 404: ["CUSTOMER_NOT_FOUND"] },
    async run({ ctx, params }) {
      const { name, stream } = await exportCustomer({ ctx, input: { customerId: params.id } });
      return new Response(Readable.toWeb(stream) as ReadableStream as BodyInit, {
        headers: {
          ...noStore,
          "Content-Type": "application/zip",
          "Content-Disposition": `attachment; filename="${name}"`,
        },
      });
    },
  }),
  endpoint({
    method: "post",
    path: "/customers/{id}/erasure",
    operationId: "eraseCustomer",
    tag: "Customers",
    access: ["customers:erase"],
    summary: "Erase a customer",
    description:
      "Removes what says who they are, how to reach them and what they wrote, from every table and from the files. Records of money stay under the customer's number. Refused while money is under way or a ticket or appeal is open: `open` says which. Repeated, it changes nothing.",
    params: byId,
    body: eraseCustomerSchema.omit({ customerId: true }),
    bodyExample: { reason: "Request 2026-17" },
    answers: { 200: { description: "What was erased.", schema: erasureSchema } },
    problems: { 404: ["CUSTOMER_NOT_FOUND"], 409: ["CUSTOMER_HAS_OPEN_CASES"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await eraseCustomer({ ctx, input: { ...body, customerId: params.id } }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/erasures",
    operationId: "listErasures",
    tag: "Customers",
    access: ["customers:erase"],
    summary: "List which customers were erased",
    description: "The newest 200; `running` ones are brought to their end by a job.",
    answers: { 200: { description: "Them.", schema: z.object({ items: z.array(erasureSchema) }) } },
    async run({ ctx }) {
      return { status: 200, body: await listErasures({ ctx }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/settings/retention",
    operationId: "getRetention",
    tag: "Settings",
    access: ["admin"],
    summary: "How long things are kept",
    description:
      "In days, by kind, with what the last run forgot. Records of money, the audit and evidence logs and what gateways signed stay.",
    answers: { 200: { description: "The times.", schema: retentionViewSchema } },
    async run({ ctx }) {
      return { status: 200, body: await getRetention({ ctx }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/settings/retention",
    operationId: "saveRetention",
    tag: "Settings",
    access: ["admin"],
    summary: "Set how long things are kept",
    description: "Kinds that are not named keep their time. It holds for what is kept already, too.",
    body: saveRetentionSchema,
    bodyExample: { version: 0, days: { inboxMessages: 180 } },
    answers: { 200: { description: "The times.", schema: retentionViewSchema } },
    problems: { 409: ["VERSION_CONFLICT"], 422: ["RETENTION_TOO_SHORT"] },
    async run({ ctx, body }) {
      return { status: 200, body: await saveRetention({ ctx, input: body }) };
    },
  }),
];
