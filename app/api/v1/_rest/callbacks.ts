import { z } from "zod";
import {
  callbackHandlers,
  callbackReaders,
  getCallback,
  listCallbacks,
  relayCallback,
  replayCallback,
} from "#server/payments/index.ts";
import { callbackListSchema, callbackSchema, callbackSummarySchema } from "#server/payments/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./vocabulary.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const whole = { description: "The callback.", schema: callbackSchema };

export const callbackEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/callbacks",
    operationId: "listCallbacks",
    tag: "Callbacks",
    access: callbackReaders,
    summary: "List gateways' callbacks",
    description:
      "Newest first, also those that were refused. `orderNo` may be an order's number, a payment number or the gateway's; the payment number of a callback that did not verify is only what it claims.",
    query: callbackListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(callbackSummarySchema) } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await listCallbacks({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/callbacks/{id}",
    operationId: "getCallback",
    tag: "Callbacks",
    access: callbackReaders,
    summary: "Read a callback as it came",
    description: "With its raw bytes, the verdict and its reason, our answer, and how far it was passed on.",
    params: byId,
    answers: { 200: whole },
    problems: { 404: ["CALLBACK_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await getCallback({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/callbacks/{id}/replay",
    operationId: "replayCallback",
    tag: "Callbacks",
    access: callbackHandlers,
    summary: "Judge a callback again",
    description:
      "Judges the stored bytes anew, once keys or records were put right. Its age counts as of its receipt. Repeating it is harmless: a payment is applied once.",
    params: byId,
    answers: { 200: { ...whole, description: "With its new verdict." } },
    problems: { 404: ["CALLBACK_NOT_FOUND", "CHANNEL_NOT_FOUND"], 503: ["CHANNEL_SECRETS_UNREADABLE"] },
    async run({ ctx, params }) {
      return { status: 200, body: await replayCallback({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/callbacks/{id}/relay",
    operationId: "relayCallback",
    tag: "Callbacks",
    access: callbackHandlers,
    summary: "Pass a callback on now",
    description:
      "Sends the very bytes to the address that the channel has now. When they are not taken, the schedule of retries begins anew.",
    params: byId,
    answers: { 200: { ...whole, description: "With what became of the attempt." } },
    problems: { 404: ["CALLBACK_NOT_FOUND"], 409: ["RELAY_IN_PROGRESS"], 422: ["RELAY_NOT_POSSIBLE"] },
    async run({ ctx, params }) {
      return { status: 200, body: await relayCallback({ ctx, input: params }) };
    },
  }),
];
