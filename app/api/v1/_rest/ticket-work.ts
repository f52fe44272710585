import { z } from "zod";
import {
  bePresent,
  followTicket,
  linkTickets,
  listMessages,
  markRead,
  mergeTicket,
  rateTicket,
  readDraft,
  redactAttachment,
  saveDraft,
  setFields,
  ticketCompany,
  unlinkTickets,
  unmergeTicket,
} from "#server/tickets/index.ts";
import {
  attachmentSchema,
  draftSchema,
  keptDraftSchema,
  linkTicketSchema,
  mergeTicketSchema,
  messageSchema,
  presenceKinds,
  presenceSchema,
  rateSchema,
  ratingSchema,
  redactSchema,
  setFieldsSchema,
  ticketCompanySchema,
} from "#server/tickets/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const byNumber = z.object({ number: z.string().min(1).max(40) });
const versioned = z.object({ number: z.string(), version: z.number().int() });
const following = z.object({ number: z.string(), follow: z.boolean() });
const common = { tag: "Tickets", params: byNumber } as const;
const NOT_FOUND = { 404: ["TICKET_NOT_FOUND"] };

export const ticketWorkEndpoints: Endpoint[] = [
  endpoint({
    ...common,
    method: "get",
    path: "/tickets/{number}/company",
    operationId: "getTicketCompany",
    access: ["tickets:read"],
    summary: "What stands beside a ticket",
    description:
      "Followers, links, answers to the desk's own fields, calls, rating, and up to where its customer has read.",
    answers: { 200: { description: "All of it.", schema: ticketCompanySchema } },
    problems: NOT_FOUND,
    async run({ ctx, params }) {
      return { status: 200, body: await ticketCompany({ ctx, input: params }) };
    },
  }),
  endpoint({
    ...common,
    method: "get",
    path: "/tickets/{number}/messages",
    operationId: "listMessages",
    access: ["tickets:read"],
    summary: "Read what was said in a ticket before a message",
    description:
      "The ticket itself comes with its newest two hundred; `before` is the id of the oldest one that is known.",
    query: z.object({
      before: z.string().min(1).max(64).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    answers: {
      200: {
        description: "Oldest first; `earlier` says whether there are more before them.",
        schema: z.object({ items: z.array(messageSchema), earlier: z.boolean() }),
      },
    },
    problems: { 404: ["TICKET_NOT_FOUND", "MESSAGE_NOT_FOUND"] },
    async run({ ctx, params, query }) {
      return { status: 200, body: await listMessages({ ctx, input: { ...params, ...query } }) };
    },
  }),
  endpoint({
    ...common,
    method: "put",
    path: "/tickets/{number}/following",
    operationId: "followTicket",
    access: ["tickets:read"],
    summary: "Follow a ticket, or no longer",
    description: "For people with a session; a key follows nothing.",
    body: z.object({ follow: z.boolean() }),
    bodyExample: { follow: true },
    answers: { 200: { description: "As it is now.", schema: following } },
    problems: NOT_FOUND,
    async run({ ctx, params, body }) {
      return { status: 200, body: await followTicket({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    ...common,
    method: "get",
    path: "/tickets/{number}/draft",
    operationId: "readDraft",
    access: "staff",
    summary: "Read what one began to write",
    description: "As it was written; nobody else's. Null where there is nothing.",
    answers: {
      200: { description: "One's own draft.", schema: z.object({ draft: keptDraftSchema.nullable() }) },
    },
    problems: NOT_FOUND,
    async run({ ctx, params }) {
      return { status: 200, body: await readDraft({ ctx, input: params }) };
    },
  }),
  endpoint({
    ...common,
    method: "put",
    path: "/tickets/{number}/draft",
    operationId: "saveDraft",
    access: ["tickets:write"],
    summary: "Keep what one began to write",
    description: "For people with a session. An empty text takes it away.",
    body: draftSchema,
    bodyExample: { body: "您好，", visibility: "public" },
    answers: {
      200: {
        description: "When it was kept.",
        schema: z.object({ number: z.string(), updatedAt: z.string().nullable() }),
      },
    },
    problems: NOT_FOUND,
    async run({ ctx, params, body }) {
      return { status: 200, body: await saveDraft({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    ...common,
    method: "put",
    path: "/tickets/{number}/presence",
    operationId: "bePresent",
    access: ["tickets:read"],
    summary: "Say that one is looking at a ticket",
    description: "For people with a session, every ten seconds; null when they leave. Who is writing has no lock.",
    body: z.object({ kind: z.enum(presenceKinds).nullable() }),
    bodyExample: { kind: "viewing" },
    answers: { 200: { description: "Who else is there.", schema: z.object({ others: z.array(presenceSchema) }) } },
    problems: NOT_FOUND,
    async run({ ctx, params, body }) {
      return { status: 200, body: await bePresent({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    ...common,
    method: "post",
    path: "/tickets/{number}/read",
    operationId: "markRead",
    access: ["tickets:read"],
    summary: "Say up to which message one has read",
    body: z.object({ messageId: z.string().min(1).max(64) }),
    bodyExample: { messageId: "01980000-0000-7000-8000-000000000000" },
    answers: { 200: { description: "Whether the mark moved.", schema: z.object({ moved: z.boolean() }) } },
    problems: { 404: ["TICKET_NOT_FOUND", "MESSAGE_NOT_FOUND"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await markRead({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    ...common,
    method: "post",
    path: "/tickets/{number}/links",
    operationId: "linkTickets",
    access: ["tickets:write"],
    summary: "Link a ticket to another",
    body: linkTicketSchema,
    bodyExample: { to: "TK202611230002", kind: "related" },
    answers: { 201: { description: "The link.", schema: z.object({ id: z.string() }) } },
    problems: { ...NOT_FOUND, 409: ["ALREADY_LINKED"], 422: ["LINK_TO_ITSELF"] },
    async run({ ctx, params, body }) {
      return { status: 201, body: await linkTickets({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "delete",
    path: "/tickets/{number}/links/{link}",
    operationId: "unlinkTickets",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Take a link away",
    params: byNumber.extend({ link: z.string().min(1).max(64) }),
    answers: { 200: { description: "The link.", schema: z.object({ id: z.string() }) } },
    problems: { 404: ["TICKET_NOT_FOUND", "LINK_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await unlinkTickets({ ctx, input: params }) };
    },
  }),
  endpoint({
    ...common,
    method: "post",
    path: "/tickets/{number}/merge",
    operationId: "mergeTicket",
    access: ["tickets:write"],
    summary: "Join a ticket to another",
    description: "The other goes on with both conversations; nothing is moved, so it can be taken back.",
    body: mergeTicketSchema,
    bodyExample: { into: "TK202611230002", version: 1 },
    answers: {
      200: { description: "The ticket that ended with it.", schema: versioned.extend({ into: z.string() }) },
    },
    problems: {
      ...NOT_FOUND,
      409: ["VERSION_CONFLICT", "ALREADY_MERGED"],
      422: ["MERGE_INTO_ITSELF", "MERGE_ENDED", "MERGE_CHAIN", "MERGE_OF_OTHERS"],
    },
    async run({ ctx, params, body }) {
      return { status: 200, body: await mergeTicket({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    ...common,
    method: "post",
    path: "/tickets/{number}/unmerge",
    operationId: "unmergeTicket",
    access: ["tickets:write"],
    summary: "Part a ticket from the one that it was joined to",
    body: z.object({ version: z.number().int().min(1) }),
    bodyExample: { version: 2 },
    answers: { 200: { description: "The ticket as it was before.", schema: versioned } },
    problems: { ...NOT_FOUND, 409: ["VERSION_CONFLICT", "NOT_MERGED", "ORDER_HAS_OPEN_TICKET"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await unmergeTicket({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    ...common,
    method: "put",
    path: "/tickets/{number}/fields",
    operationId: "setTicketFields",
    access: ["tickets:write"],
    summary: "Answer the desk's own fields",
    description: "Null takes an answer away; fields that are not named stay.",
    body: setFieldsSchema,
    bodyExample: { fields: { supplier_case: "A-1029" }, version: 1 },
    answers: { 200: { description: "The new version.", schema: versioned } },
    problems: { ...NOT_FOUND, 409: ["VERSION_CONFLICT"], 422: ["FIELD_VALUE"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await setFields({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    ...common,
    method: "put",
    path: "/tickets/{number}/rating",
    operationId: "rateTicket",
    access: ["tickets:write"],
    summary: "Say what the customer thinks of how their ticket ended",
    description: "For the shop's own pages, with a key. Staff have no say in it.",
    body: rateSchema,
    bodyExample: { good: true, comment: "很快就到账了" },
    answers: { 200: { description: "The answer as it is kept.", schema: ratingSchema } },
    problems: { ...NOT_FOUND, 409: ["NOT_RATEABLE"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await rateTicket({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/attachments/{id}/redactions",
    operationId: "redactAttachment",
    tag: "Attachments",
    access: ["tickets:write"],
    summary: "Make parts of a ticket's picture black",
    description:
      "In a copy that the desk is shown from then on. Rectangles are in fractions of the picture as it is shown.",
    params: z.object({ id: z.string().min(1).max(64) }),
    body: redactSchema,
    bodyExample: { rectangles: [{ x: 0.1, y: 0.2, width: 0.5, height: 0.05 }] },
    answers: { 201: { description: "The copy.", schema: attachmentSchema } },
    problems: { 404: ["ATTACHMENT_NOT_FOUND"], 422: ["REDACT_NEEDS_PICTURE"], 503: ["BUSY"] },
    async run({ ctx, params, body }) {
      return { status: 201, body: await redactAttachment({ ctx, input: { ...params, ...body } }) };
    },
  }),
];
