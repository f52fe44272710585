import { z } from "zod";
import { applyMacro, listMacros, macroHistory, previewMacro, removeMacro, saveMacro } from "#server/tickets/index.ts";
import {
  applyMacroSchema,
  macroPreviewSchema,
  macroSchema,
  macroVersionSchema,
  previewMacroSchema,
  saveMacroSchema,
} from "#server/tickets/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const byNumber = z.object({ number: z.string().min(1).max(40) });
const saved = z.object({ id: z.string(), version: z.number().int() });
const example = {
  name: { "zh-CN": "已核实，正在补单", en: "Checked, crediting now" },
  body: {
    "zh-CN": "您好，订单 {{order.number}} 的付款已核实，正在为您补单，最晚 {{due}} 到账。",
    en: "We checked the payment of order {{order.number}} and are crediting it, by {{due}} at the latest.",
  },
  actions: { status: "open", tags: ["已核实"] },
  shared: false,
};
const JUDGED = ["MACRO_VARIABLE_UNKNOWN", "MACRO_EMPTY"];

export const macroEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/macros",
    operationId: "listMacros",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "List macros",
    description: "Everybody's and the caller's own.",
    answers: { 200: { description: "Every macro.", schema: z.object({ items: z.array(macroSchema) }) } },
    async run({ ctx }) {
      return { status: 200, body: await listMacros({ ctx }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/macros",
    operationId: "createMacro",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Save a macro",
    description: "A macro for everybody needs `desk:manage`. Texts name variables in double braces.",
    body: saveMacroSchema.omit({ version: true }),
    bodyExample: example,
    answers: { 201: { description: "Its id.", schema: saved } },
    problems: { 422: [...JUDGED, "TOO_MANY_MACROS"] },
    async run({ ctx, body }) {
      return { status: 201, body: await saveMacro({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/macros/{id}",
    operationId: "changeMacro",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Change a macro",
    description: "As a new version: what it said before stays to be read.",
    params: byId,
    body: saveMacroSchema.required({ version: true }),
    bodyExample: { ...example, version: 1 },
    answers: { 200: { description: "Its new version.", schema: saved } },
    problems: { 404: ["MACRO_NOT_FOUND"], 409: ["VERSION_CONFLICT"], 422: JUDGED },
    async run({ ctx, params, body }) {
      return { status: 200, body: await saveMacro({ ctx, input: { ...body, ...params } }) };
    },
  }),
  endpoint({
    method: "delete",
    path: "/macros/{id}",
    operationId: "removeMacro",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Remove a macro",
    params: byId,
    answers: { 200: { description: "The id.", schema: byId } },
    problems: { 404: ["MACRO_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await removeMacro({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/macros/{id}/versions",
    operationId: "listMacroVersions",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "What a macro said at a time",
    params: byId,
    answers: {
      200: { description: "The newest fifty.", schema: z.object({ items: z.array(macroVersionSchema) }) },
    },
    problems: { 404: ["MACRO_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await macroHistory({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/tickets/{number}/macro-preview",
    operationId: "previewMacro",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "What a macro would say on a ticket",
    description: "Contacts are masked for staff, though they are sent whole. `missing` names what the ticket lacks.",
    params: byNumber,
    body: previewMacroSchema,
    bodyExample: { macro: "01980000-0000-7000-8000-000000000000" },
    answers: { 200: { description: "The text.", schema: macroPreviewSchema } },
    problems: { 404: ["TICKET_NOT_FOUND", "MACRO_NOT_FOUND"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await previewMacro({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/tickets/{number}/macro",
    operationId: "applyMacro",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Use a macro on a ticket",
    description:
      "Its words with their variables filled, and what it does to status, priority, cause, tags and assignee: all of it or nothing.",
    params: byNumber,
    body: applyMacroSchema,
    bodyExample: { macro: "01980000-0000-7000-8000-000000000000", version: 1 },
    answers: {
      200: {
        description: "The ticket's version after it.",
        schema: z.object({ number: z.string(), version: z.number().int(), messageId: z.string().nullable() }),
      },
    },
    problems: {
      404: ["TICKET_NOT_FOUND", "MACRO_NOT_FOUND"],
      409: ["VERSION_CONFLICT", "TICKET_CLOSED", "ORDER_HAS_OPEN_TICKET"],
      422: [
        ...["MACRO_VARIABLE_MISSING", "MACRO_VARIABLE_UNKNOWN", "MACRO_TOO_LONG", "STATUS_NOT_ALLOWED"],
        ...["ASSIGNEE_UNKNOWN", "FIELDS_REQUIRED"],
      ],
    },
    async run({ ctx, params, body }) {
      return { status: 200, body: await applyMacro({ ctx, input: { ...params, ...body } }) };
    },
  }),
];
