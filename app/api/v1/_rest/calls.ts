import { z } from "zod";
import {
  callSlots,
  cancelCall,
  endCall,
  getCallSettings,
  listCalls,
  requestCall,
  saveCallSettings,
  takeCall,
} from "#server/tickets/index.ts";
import {
  callSchema,
  callSettingsSchema,
  callSlotSchema,
  callStates,
  endCallSchema,
  requestCallSchema,
} from "#server/tickets/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const byNumber = z.object({ number: z.string().min(1).max(40) });
const OVER = ["VERSION_CONFLICT", "CALL_OVER"];

export const callEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/calls",
    operationId: "listCalls",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "List the calls that customers asked for",
    description: "Those to be made or under way, the nearest first; or those in one state.",
    query: z.object({
      state: z.enum(callStates).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    answers: { 200: { description: "The calls.", schema: z.object({ items: z.array(callSchema) }) } },
    async run({ ctx, query }) {
      return { status: 200, body: await listCalls({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/calls/settings",
    operationId: "getCallSettings",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "How calls are offered",
    answers: { 200: { description: "As it is set.", schema: callSettingsSchema } },
    async run({ ctx }) {
      return { status: 200, body: await getCallSettings({ ctx }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/calls/settings",
    operationId: "saveCallSettings",
    tag: "Tickets",
    access: ["desk:manage"],
    summary: "Say how many calls fit into a half hour",
    description: "As many as people make them; 0 offers none. What is booked already stays.",
    body: callSettingsSchema,
    bodyExample: { perSlot: 3 },
    answers: { 200: { description: "As it is set.", schema: callSettingsSchema } },
    async run({ ctx, body }) {
      return { status: 200, body: await saveCallSettings({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/calls/{id}/take",
    operationId: "takeCall",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Take a call",
    description: "For people with a session.",
    params: byId,
    body: z.object({ version: z.number().int().min(1) }),
    bodyExample: { version: 1 },
    answers: { 200: { description: "The call.", schema: callSchema } },
    problems: { 404: ["CALL_NOT_FOUND"], 409: [...OVER, "CALL_UNDER_WAY"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await takeCall({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/calls/{id}/end",
    operationId: "endCall",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Say how a call went",
    description: "The note is for the desk alone.",
    params: byId,
    body: endCallSchema,
    bodyExample: { outcome: "done", note: "已说明补单时间", version: 2 },
    answers: { 200: { description: "The call.", schema: callSchema } },
    problems: { 404: ["CALL_NOT_FOUND"], 409: OVER },
    async run({ ctx, params, body }) {
      return { status: 200, body: await endCall({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/tickets/{number}/call-slots",
    operationId: "listCallSlots",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "When a ticket's customer can be called",
    description: "Half hours of the next three days.",
    params: byNumber,
    answers: { 200: { description: "In order.", schema: z.object({ items: z.array(callSlotSchema) }) } },
    problems: { 404: ["TICKET_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await callSlots({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/tickets/{number}/call",
    operationId: "requestCall",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Book a call to a ticket's customer",
    description: "One that was booked before gives way to it. The number is kept sealed and shown masked.",
    params: byNumber,
    body: requestCallSchema,
    bodyExample: { phone: "13800000000", slot: "2026-11-24T02:00:00Z" },
    answers: { 200: { description: "The call.", schema: callSchema } },
    problems: {
      404: ["TICKET_NOT_FOUND"],
      409: ["TICKET_CLOSED", "SLOT_TAKEN", "CALL_UNDER_WAY", "VERSION_CONFLICT"],
      422: ["SLOT_NOT_OFFERED"],
    },
    async run({ ctx, params, body }) {
      return { status: 200, body: await requestCall({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "delete",
    path: "/tickets/{number}/call",
    operationId: "cancelCall",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Take a booked call back",
    params: byNumber,
    answers: { 200: { description: "The call.", schema: callSchema } },
    problems: { 404: ["TICKET_NOT_FOUND", "CALL_NOT_FOUND"], 409: ["CALL_UNDER_WAY", "VERSION_CONFLICT"] },
    async run({ ctx, params }) {
      return { status: 200, body: await cancelCall({ ctx, input: params }) };
    },
  }),
];
