import { z } from "zod";
import { listView, listViews, readPreferences, removeView, savePreferences, saveView } from "#server/tickets/index.ts";
import {
  deskPreferencesSchema,
  deskViewSchema,
  saveViewSchema,
  ticketSummarySchema,
  viewListSchema,
  viewSorts,
} from "#server/tickets/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const saved = z.object({ id: z.string(), version: z.number().int() });
const page = z.object({
  items: z.array(ticketSummarySchema),
  nextCursor: z.string().nullable(),
  sort: z.enum(viewSorts),
  searchedTo: z.string().nullable(),
});
const PAGE =
  "Lists of open tickets come in any order; lists that hold ended ones by when tickets were opened or changed, or by amount. Of those one page looks at 20,000 tickets at the most: `searchedTo` says how far that was (a time, or in an order by amount the fen, -1 for none), and `nextCursor` goes on from there.";

export const viewEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/views",
    operationId: "listViews",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "List saved lists with how many tickets each holds",
    description:
      "The caller's own and everybody's. Their numbers are kept with every change and exact; one that was just saved may be counted up to 500 for a moment.",
    answers: { 200: { description: "Every list.", schema: z.object({ items: z.array(deskViewSchema) }) } },
    async run({ ctx }) {
      return { status: 200, body: await listViews({ ctx }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/me/preferences",
    operationId: "readPreferences",
    tag: "Staff",
    access: ["tickets:read"],
    summary: "How the caller works at the desk",
    answers: { 200: { description: "The preferences.", schema: deskPreferencesSchema } },
    async run({ ctx }) {
      return { status: 200, body: await readPreferences({ ctx }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/me/preferences",
    operationId: "savePreferences",
    tag: "Staff",
    access: ["tickets:read"],
    summary: "Keep how the caller works at the desk",
    description: "`singleKeys` off: single letters do nothing, Ctrl/⌘ K still opens the commands.",
    body: deskPreferencesSchema,
    bodyExample: { singleKeys: true },
    answers: { 200: { description: "The preferences as they are now.", schema: deskPreferencesSchema } },
    async run({ ctx, body }) {
      return { status: 200, body: await savePreferences({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/views",
    operationId: "createView",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "Save a list",
    description: "A list for everybody needs `desk:manage`.",
    body: saveViewSchema.omit({ version: true }),
    bodyExample: { name: "VIP 卡单", filter: { open: true, stuck: true, tags: ["vip"] }, sort: "amount" },
    answers: { 201: { description: "Its id.", schema: saved } },
    problems: { 422: ["TOO_MANY_VIEWS"] },
    async run({ ctx, body }) {
      return { status: 201, body: await saveView({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/views/{id}",
    operationId: "changeView",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "Change a saved list",
    params: byId,
    body: saveViewSchema.required({ version: true }),
    bodyExample: { name: "VIP 卡单", filter: { open: true, stuck: true }, sort: "amount", version: 1 },
    answers: { 200: { description: "Its new version.", schema: saved } },
    problems: { 404: ["VIEW_NOT_FOUND"], 409: ["VERSION_CONFLICT"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await saveView({ ctx, input: { ...body, ...params } }) };
    },
  }),
  endpoint({
    method: "delete",
    path: "/views/{id}",
    operationId: "removeView",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "Remove a saved list",
    description: "Its tickets stay.",
    params: byId,
    answers: { 200: { description: "The id.", schema: byId } },
    problems: { 404: ["VIEW_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await removeView({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/views/{id}/tickets",
    operationId: "listViewTickets",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "List the tickets of a list",
    description: `A saved list by its id, or one that every desk has by its name (\`open\`, \`mine\`, \`breached\` …). ${PAGE}`,
    params: byId,
    query: viewListSchema.omit({ view: true, filter: true }),
    answers: { 200: { description: "One page.", schema: page } },
    problems: { 404: ["VIEW_NOT_FOUND"], 422: ["BAD_CURSOR"] },
    async run({ ctx, params, query }) {
      return { status: 200, body: await listView({ ctx, input: { ...query, view: params.id } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/tickets/query",
    operationId: "queryTickets",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "List the tickets that a filter describes",
    description: `As a list would that is not saved; with \`view\`, that list narrowed. ${PAGE}`,
    body: viewListSchema,
    bodyExample: { filter: { open: true, cause: ["CB_MISSING"], amountFrom: 50_000 }, sort: "amount", limit: 20 },
    answers: { 200: { description: "One page.", schema: page } },
    problems: { 404: ["VIEW_NOT_FOUND"], 422: ["BAD_CURSOR"] },
    async run({ ctx, body }) {
      return { status: 200, body: await listView({ ctx, input: body }) };
    },
  }),
];
