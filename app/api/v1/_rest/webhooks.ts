import { z } from "zod";
import {
  addRobot,
  addWebhook,
  changeRobot,
  changeWebhook,
  listRobots,
  listWebhookDeliveries,
  listWebhooks,
  removeRobot,
  removeWebhook,
  resendWebhook,
  rotateWebhook,
  testRobot,
  testWebhook,
} from "#server/notifications/index.ts";
import {
  changeRobotSchema,
  changeWebhookSchema,
  robotSchema,
  robotTestSchema,
  saveRobotSchema,
  saveWebhookSchema,
  webhookDeliveryListSchema,
  webhookDeliverySchema,
  webhookSchema,
  webhookWithSecretSchema,
} from "#server/notifications/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./vocabulary.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const common = { tag: "Webhooks", access: ["webhooks:write"] } as const;
const removed = z.object({ removed: z.literal(true) });

const webhooks: Endpoint[] = [
  endpoint({
    ...{ method: "get", path: "/webhooks", operationId: "listWebhooks", ...common },
    summary: "List addresses that are told of things",
    answers: { 200: { description: "All of them.", schema: z.object({ items: z.array(webhookSchema) }) } },
    async run({ ctx }) {
      return { status: 200, body: { items: await listWebhooks({ ctx }) } };
    },
  }),
  endpoint({
    ...{ method: "post", path: "/webhooks", operationId: "addWebhook", ...common },
    summary: "Add an address",
    description:
      "It is told by signed POSTs as Standard Webhooks say: `webhook-id` stays over repetitions, and the body holds numbers and states, never what somebody wrote. The secret is shown this once.",
    body: saveWebhookSchema,
    answers: { 201: { description: "Added.", schema: webhookWithSecretSchema } },
    problems: { 409: ["TOO_MANY_WEBHOOKS"], 422: ["WEBHOOK_URL"] },
    async run({ ctx, body }) {
      return { status: 201, body: await addWebhook({ ctx, input: body }) };
    },
  }),
  endpoint({
    ...{ method: "patch", path: "/webhooks/{id}", operationId: "changeWebhook", ...common },
    summary: "Change an address",
    params: byId,
    body: changeWebhookSchema.omit({ id: true }),
    answers: { 200: { description: "As it is now.", schema: webhookSchema } },
    problems: { 404: ["WEBHOOK_NOT_FOUND"], 422: ["WEBHOOK_URL"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await changeWebhook({ ctx, input: { ...body, ...params } }) };
    },
  }),
  endpoint({
    ...{ method: "delete", path: "/webhooks/{id}", operationId: "removeWebhook", ...common },
    summary: "Take an address away",
    description: "What still waits for it is not sent.",
    params: byId,
    answers: { 200: { description: "Taken away.", schema: removed } },
    problems: { 404: ["WEBHOOK_NOT_FOUND"] },
    async run({ ctx, params }) {
      await removeWebhook({ ctx, input: params });
      return { status: 200, body: { removed: true } };
    },
  }),
  endpoint({
    ...{ method: "post", path: "/webhooks/{id}/secret", operationId: "rotateWebhookSecret", ...common },
    summary: "Replace an address's secret",
    description: "The one before signs as well for a day. The new one is shown this once.",
    params: byId,
    answers: { 200: { description: "Replaced.", schema: webhookWithSecretSchema } },
    problems: { 404: ["WEBHOOK_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await rotateWebhook({ ctx, input: params }) };
    },
  }),
  endpoint({
    ...{ method: "post", path: "/webhooks/{id}/test", operationId: "testWebhook", ...common },
    summary: "Send a test to an address",
    params: byId,
    answers: { 202: { description: "It goes out now.", schema: z.object({ deliveryId: z.string() }) } },
    problems: { 404: ["WEBHOOK_NOT_FOUND"], 409: ["WEBHOOK_OFF"] },
    async run({ ctx, params }) {
      return { status: 202, body: await testWebhook({ ctx, input: params }) };
    },
  }),
  endpoint({
    ...{ method: "get", path: "/webhook-deliveries", operationId: "listWebhookDeliveries", ...common },
    summary: "List what other systems were told",
    query: webhookDeliveryListSchema,
    answers: { 200: { description: "One page, newest first.", schema: pageOf(webhookDeliverySchema) } },
    async run({ ctx, query }) {
      return { status: 200, body: await listWebhookDeliveries({ ctx, input: query }) };
    },
  }),
  endpoint({
    ...{ method: "post", path: "/webhook-deliveries/{id}/resend", operationId: "resendWebhookDelivery", ...common },
    summary: "Tell another system again",
    description: "With the same id and the same bytes.",
    params: byId,
    answers: { 200: { description: "As it is afterwards.", schema: webhookDeliverySchema } },
    problems: { 404: ["DELIVERY_NOT_FOUND"], 409: ["DELIVERY_UNDER_WAY", "WEBHOOK_OFF"] },
    async run({ ctx, params }) {
      return { status: 200, body: await resendWebhook({ ctx, input: params }) };
    },
  }),
];

const robots: Endpoint[] = [
  endpoint({
    ...{ method: "get", path: "/robots", operationId: "listRobots", ...common },
    summary: "List robots in groups",
    answers: { 200: { description: "All of them; no addresses.", schema: z.object({ items: z.array(robotSchema) }) } },
    async run({ ctx }) {
      return { status: 200, body: { items: await listRobots({ ctx }) } };
    },
  }),
  endpoint({
    ...{ method: "post", path: "/robots", operationId: "addRobot", ...common },
    summary: "Add a robot of Feishu, DingTalk or WeCom",
    description: "Its address and secret are sealed and never given out again.",
    body: saveRobotSchema,
    answers: { 201: { description: "Added.", schema: robotSchema } },
    problems: { 409: ["TOO_MANY_ROBOTS"], 422: ["ROBOT_URL"] },
    async run({ ctx, body }) {
      return { status: 201, body: await addRobot({ ctx, input: body }) };
    },
  }),
  endpoint({
    ...{ method: "patch", path: "/robots/{id}", operationId: "changeRobot", ...common },
    summary: "Change a robot",
    params: byId,
    body: changeRobotSchema.omit({ id: true }),
    answers: { 200: { description: "As it is now.", schema: robotSchema } },
    problems: { 404: ["ROBOT_NOT_FOUND"], 409: ["VERSION_CONFLICT"], 422: ["ROBOT_URL"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await changeRobot({ ctx, input: { ...body, ...params } }) };
    },
  }),
  endpoint({
    ...{ method: "delete", path: "/robots/{id}", operationId: "removeRobot", ...common },
    summary: "Take a robot away",
    params: byId,
    answers: { 200: { description: "Taken away.", schema: removed } },
    problems: { 404: ["ROBOT_NOT_FOUND"] },
    async run({ ctx, params }) {
      await removeRobot({ ctx, input: params });
      return { status: 200, body: { removed: true } };
    },
  }),
  endpoint({
    ...{ method: "post", path: "/robots/{id}/test", operationId: "testRobot", ...common },
    summary: "Have a robot say one thing",
    params: byId,
    answers: { 200: { description: "Whether its group took it.", schema: robotTestSchema } },
    problems: { 404: ["ROBOT_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await testRobot({ ctx, input: params }) };
    },
  }),
];

export const webhookEndpoints: Endpoint[] = [...webhooks, ...robots];
