import { listReveals, revealField } from "#server/customers/index.ts";
import { revealedSchema, revealListSchema, revealRowSchema, revealSchema } from "#server/customers/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./vocabulary.ts";

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
];
