import { z } from "zod";
import { listDeliveries, resendDelivery } from "#server/notifications/index.ts";
import { deliveryListSchema, deliverySchema } from "#server/notifications/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./vocabulary.ts";

const byId = z.object({ id: z.string().min(1).max(64) });

export const noticeEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/notices",
    operationId: "listNotices",
    tag: "Notices",
    access: ["tickets:read"],
    summary: "List what was sent to customers",
    description:
      "Mails and text messages, newest first, with masked addresses. `unknown` may have gone out and is not repeated by itself; `error` of a `skipped` one says why it was not sent.",
    query: deliveryListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(deliverySchema) } },
    async run({ ctx, query }) {
      return { status: 200, body: await listDeliveries({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/notices/{id}/resend",
    operationId: "resendNotice",
    tag: "Notices",
    access: ["tickets:write"],
    summary: "Send one again",
    description:
      "To the contact that stands on the customer's record now, whatever they unsubscribed from. Text messages still wait for the morning.",
    params: byId,
    answers: { 200: { description: "As it is afterwards.", schema: deliverySchema } },
    problems: { 404: ["DELIVERY_NOT_FOUND"], 409: ["DELIVERY_UNDER_WAY", "CHANNEL_OFF", "NO_CONTACT"] },
    async run({ ctx, params }) {
      return { status: 200, body: await resendDelivery({ ctx, input: params }) };
    },
  }),
];
