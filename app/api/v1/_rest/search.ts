import { searchTickets } from "#server/search/index.ts";
import { searchPageSchema, searchSchema } from "#server/search/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

export const searchEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/search",
    operationId: "searchTickets",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "Find tickets by anything",
    description:
      "Numbers of tickets, orders and payments, customers, accounts and contacts, whole or by their beginning; the last digits of phones; and words from two characters on in what was written. Numbers come first, then words, the newest first. A page can be short or empty and still have a cursor: it looked for as long as a page may, down to `searchedTo`.",
    query: searchSchema,
    answers: { 200: { description: "One page, with where the words stand in each text.", schema: searchPageSchema } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await searchTickets({ ctx, input: query }) };
    },
  }),
];
